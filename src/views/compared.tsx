import { lazy, memo, Suspense } from 'react';
import type { IComparison } from '../model/contract/comparison';
import type { ITranslate } from '../model/words/translate';

// a profile needs nothing of it
const ComparisonView = lazy(async () => {
  const { ComparisonView } = await import('./comparison/view');
  return { default: ComparisonView };
});

interface IComparedProps {
  readonly comparison: IComparison;
  readonly trans: ITranslate;
}

/** A comparison of cells, drawn as in the output of a cell. Nobody was asked for a guess. */
export const Compared = memo(({ comparison, trans }: IComparedProps) => (
  <Suspense fallback={null}>
    <ComparisonView
      comparison={comparison}
      trans={trans}
      guess={OPEN}
      onSkip={() => undefined}
      copied
    />
  </Suspense>
));
Compared.displayName = 'Compared';

const OPEN = { kind: 'open' } as const;
