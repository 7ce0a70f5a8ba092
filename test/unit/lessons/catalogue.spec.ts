import { loadPack, questionsOf } from '../../../src/lessons/catalogue';

describe('the lessons as they are built', () => {
  it('each ask something, in a notebook that names a chapter and takes its time', async () => {
    const { lessons, version } = await loadPack();
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(lessons.map(({ id }) => id)).toEqual(expect.arrayContaining(['i3', 'd1', 'e1']));
    for (const lesson of lessons) {
      const questions = questionsOf(lesson);
      expect(questions.length).toBeGreaterThan(0);
      expect(questions.every(id => id.startsWith(`${lesson.id}.`))).toBe(true);
      expect(lesson.chapter).not.toBe('');
      expect(lesson.minutes).toBeGreaterThan(0);
    }
  });
});
