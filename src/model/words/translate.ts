/** As much of JupyterLab's `TranslationBundle` as our sentences need. */
export interface ITranslate {
  /** Translate; `%1`, `%2` … are filled with `args`. */
  __(msgid: string, ...args: unknown[]): string;
  /** Translate with a plural; `%1` is `n`, `%2` … are filled with `args`. */
  _n(msgid: string, plural: string, n: number, ...args: unknown[]): string;
}
