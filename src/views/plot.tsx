import type { PlotOptions } from '@observablehq/plot';
import { useEffect, useRef } from 'react';

/** The library, which is loaded when the first plot is drawn. */
export type PlotLibrary = typeof import('@observablehq/plot');

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
  useEffect(() => {
    const node = place.current!;
    let width = 0;
    let over = false;
    const draw = async () => {
      const library = await import('@observablehq/plot');
      if (!over && width > 0) {
        node.replaceChildren(library.plot({ ...options(library, width), width, height }));
      }
    };
    const observer = new ResizeObserver(([entry]) => {
      const now = Math.floor(entry.contentRect.width);
      if (now !== width) {
        width = now;
        void draw();
      }
    });
    observer.observe(node);
    return () => {
      over = true;
      observer.disconnect();
    };
  }, [options, height]);
  return (
    <div
      ref={place}
      className="jp-Cellheat-Plot"
      role="img"
      aria-label={label}
      style={{ height }}
    />
  );
}
