import type { IFigure } from '../model/profile/figures';
import type { ITranslate } from '../model/words/translate';

interface IFiguresProps {
  readonly figures: readonly IFigure[];
  readonly trans: ITranslate;
}

/** A row of numbers in boxes, which wraps where the panel is narrow. */
export function Strip({ figures, trans }: IFiguresProps): JSX.Element {
  return (
    <dl className="jp-Cellheat-Strip">
      {figures.map(figure => (
        <div key={figure.id} title={figure.remark}>
          <dt>{figure.label}</dt>
          <dd>
            <FigureValue figure={figure} trans={trans} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The numbers that few ask for, one below the other once they are wanted. */
export function MoreFigures({ figures, trans }: IFiguresProps): JSX.Element | null {
  return figures.length === 0 ? null : (
    <details className="jp-Cellheat-More">
      <summary>{trans.__('More figures')}</summary>
      <dl>
        {figures.map(figure => (
          <div key={figure.id} title={figure.remark || undefined}>
            <dt>{figure.label}</dt>
            <dd>
              <FigureValue figure={figure} trans={trans} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** A number, or a dash that says why there is none. */
export function FigureValue({
  figure,
  trans
}: {
  figure: IFigure;
  trans: ITranslate;
}): JSX.Element {
  return figure.value === null ? (
    <span aria-label={figure.remark || trans.__('unknown')}>–</span>
  ) : (
    <>{figure.value}</>
  );
}
