/** The kernel side, as `scripts/helper.mjs` packs it at each build. */
export interface IHelper {
  readonly version: string;
  readonly hash: string;
  /** Path below `cellheat/kernel/` → text. */
  readonly files: Readonly<Record<string, string>>;
}

/** Load the kernel side; nothing of it is fetched before the first click. */
export async function loadHelper(): Promise<IHelper> {
  const module = await import('./helper.json');
  return module.default;
}
