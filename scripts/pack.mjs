// Packs the lessons of notebooks/ into src/lessons/pack.json, from where the
// extension takes them when they are asked for. Refuses what would reach a
// learner's copy by mistake: outputs, counts, cells that cannot be told apart.
//
// usage: node scripts/pack.mjs [folder [target]]
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'smol-toml';

const ROLES = ['setup', 'make', 'variant', 'compare', 'exercise', 'note'];

/** The pack in a folder, and what is wrong with it. */
function readPack(folder) {
  const problems = [];
  const say = (where, what) => problems.push(`${where}: ${what}`);
  let pack = {};
  try {
    pack = parse(readFileSync(join(folder, 'pack.toml'), 'utf8'));
  } catch (error) {
    say('pack.toml', error.message);
  }
  if (pack.format !== undefined && pack.format !== 1) {
    say('pack.toml', `its format is ${pack.format}, and only format 1 is known here`);
  }
  if (problems.length === 0 && !/^\d+\.\d+\.\d+$/.test(pack.version)) {
    say('pack.toml', 'it has no version such as "1.0.0"');
  }
  const lessons = (pack.lesson ?? []).map(lesson => readLesson(folder, lesson, say));
  for (const [what, values] of [
    ['id', lessons.map(({ id }) => id)],
    // a learner's copies lie in one folder
    ['file name', lessons.map(({ path }) => basename(path))]
  ]) {
    repeated(values).forEach(value => say('pack.toml', `the ${what} ${value} is there twice`));
  }
  unlisted(folder, lessons).forEach(path => say(path, 'pack.toml does not list this lesson'));
  return { pack: { version: pack.version ?? '', lessons }, problems };
}

function readLesson(folder, lesson, say) {
  const { id, title, summary, minutes, chapter, file } = lesson;
  const words = { id, title, summary, chapter, file };
  for (const [name, value] of Object.entries(words)) {
    if (typeof value !== 'string' || value === '') {
      say('pack.toml', `the lesson ${id ?? title ?? '?'} has no ${name}`);
    }
  }
  if (!(minutes > 0)) {
    say('pack.toml', `the lesson ${id} does not say how many minutes it takes`);
  }
  let notebook = null;
  try {
    notebook = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    checkNotebook(notebook, id, what => say(file, what));
  } catch (error) {
    say(file ?? 'pack.toml', error.message);
  }
  return { id, title, summary, minutes, chapter, path: file ?? '', notebook };
}

function checkNotebook({ nbformat, nbformat_minor, metadata, cells }, lesson, say) {
  if (nbformat !== 4 || nbformat_minor < 5) {
    say(`its format is ${nbformat}.${nbformat_minor}; cells have ids from 4.5 on`);
  }
  if (metadata?.cellheat?.lesson !== lesson) {
    say(`its metadata say the lesson ${metadata?.cellheat?.lesson}, pack.toml says ${lesson}`);
  }
  repeated(cells.map(({ id }) => id)).forEach(id => say(`two cells have the id ${id}`));
  for (const cell of cells) {
    checkCell(cell, lesson, what => say(`cell ${cell.id}: ${what}`));
  }
}

function checkCell({ id, metadata, outputs, execution_count, cell_type }, lesson, say) {
  if (!id) {
    say('it has no id');
  }
  if (outputs?.length) {
    say('it has outputs; clear them, the learner makes their own');
  }
  if (execution_count != null) {
    say(`it has the execution count ${execution_count}; clear the outputs`);
  }
  const { id: name, role, variants, question } = metadata?.cellheat ?? {};
  if (role === undefined) {
    return;
  }
  if (!ROLES.includes(role)) {
    say(`its role is ${role}; there are ${ROLES.join(', ')}`);
  }
  if (typeof name !== 'string' || name.replaceAll('.', '-') !== id) {
    say(`its metadata call it ${name}, which has to be its id with points for hyphens`);
  } else if (!name.startsWith(`${lesson}.`)) {
    say(`its name ${name} does not begin with ${lesson}.`);
  }
  if ((role === 'note') !== (cell_type === 'markdown') && role !== 'exercise') {
    say(`a ${cell_type} cell cannot have the role ${role}`);
  }
  if (role === 'compare' && !(variants?.length >= 2 && question)) {
    say('a compare cell needs the names of at least two variants, and a question');
  }
}

function unlisted(folder, lessons) {
  const listed = new Set(lessons.map(({ path }) => path));
  return readdirSync(folder, { recursive: true })
    .map(path => path.split(sep).join('/'))
    .filter(path => path.endsWith('.ipynb') && !path.includes('.ipynb_checkpoints/'))
    .filter(path => !listed.has(path) && isLesson(join(folder, path)));
}

function isLesson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).metadata?.cellheat?.lesson !== undefined;
  } catch {
    return false;
  }
}

function repeated(values) {
  return [...new Set(values.filter((value, i) => value && values.indexOf(value) !== i))];
}

function main(folder, target) {
  const { pack, problems } = readPack(folder);
  if (problems.length > 0) {
    console.error(`The lessons in ${folder} cannot be packed:\n  ${problems.join('\n  ')}`);
    process.exitCode = 1;
    return;
  }
  const text = JSON.stringify(pack) + '\n';
  let old = '';
  try {
    old = readFileSync(target, 'utf8');
  } catch {
    // the first build
  }
  // a new date on the file would make tsc and watch build again
  if (text !== old) {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [folder = join(root, 'notebooks'), target = join(root, 'src', 'lessons', 'pack.json')] =
  process.argv.slice(2);
main(folder, target);
