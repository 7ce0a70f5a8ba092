import type { IFigure } from '../../../../src/model/profile/figures';
import { leadingFigures } from '../../../../src/model/profile/leading';

const figure = (id: string, value: string | null = '1'): IFigure => ({
  id,
  label: id,
  value,
  remark: ''
});
const ids = (figures: readonly IFigure[]) => figures.map(({ id }) => id);

describe('leadingFigures', () => {
  const overview = 'wall cpu resident samples gap collecting threads children distortion';

  it('keeps what an overview is asked for on top, and the rest in its order', () => {
    const all = overview.split(' ').map(id => figure(id));
    const [leading, folded] = leadingFigures(all, 'overview');
    expect(ids(leading)).toEqual(['wall', 'cpu', 'resident', 'distortion']);
    expect(ids(folded)).toEqual(['samples', 'gap', 'collecting', 'threads', 'children']);
  });

  it('takes another figure in place of one that is not known', () => {
    const all = [
      ...['wall', 'cpu', 'resident', 'statements'].map(id => figure(id)),
      figure('database', null),
      figure('lag')
    ];
    const [leading, folded] = leadingFigures(all, 'io');
    expect(ids(leading)).toEqual(['wall', 'cpu', 'statements', 'lag']);
    expect(ids(folded)).toEqual(['resident', 'database']);
  });

  it('folds nothing where there are few', () => {
    const all = ['wall', 'cpu', 'resident'].map(id => figure(id, null));
    expect(leadingFigures(all, 'calls')).toEqual([all, []]);
  });
});
