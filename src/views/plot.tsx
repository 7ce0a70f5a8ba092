import type { PlotOptions } from '@observablehq/plot';
import { useEffect, useRef, useState } from 'react';

/** The library, which is loaded when the first plot is drawn. */
export type PlotLibrary = typeof import('./plotlibrary');

export interface IPlotProps {
  /** What it shows, in words: for those who cannot see it. */
  readonly label: string;
  /** Pixels; the plot is as wide as its place. */
  readonly height: number;
  /** What to draw in so many pixels of width. Keep it the same object while nothing has changed. */
  readonly options: (library: PlotLibrary, width: number) => PlotOptions;
}

/** A plot as SVG, in the colours of our CSS properties. */
export function Plot({ label, height, options }: IPlotProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const node = place.current!;
    let width = 0;
    let over = false;
    const draw = async () => {
      const library = await import('./plotlibrary');
      // what was asked for first may be ready last: only the width of now counts
      if (!over && width > 0) {
        node.replaceChildren(library.plot({ ...options(library, width), width, height }));
        setFailed(false);
      }
    };
    const observer = new ResizeObserver(([entry]) => {
      const now = Math.floor(entry.contentRect.width);
      if (now !== width) {
        width = now;
        draw().catch(reason => {
          console.error('cellheat: no plot', reason);
          node.replaceChildren();
          setFailed(true);
        });
      }
    });
    observer.observe(node);
    return () => {
      over = true;
      observer.disconnect();
    };
  }, [options, height]);
  return (
    <>
      <div
        ref={place}
        className="jp-Cellheat-Plot"
        role="img"
        aria-label={label}
        style={failed ? undefined : { height }}
      />
      {failed && <p className="jp-Cellheat-Remark">{label}</p>}
    </>
  );
}
