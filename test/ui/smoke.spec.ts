import { expect, test } from '@playwright/test';

// Notebook 7 throws the one by itself; of the other JupyterLab warns on a machine that is busy
const NOT_OURS =
  /Cannot read properties of undefined \(reading 'schema'\)|took [\d.]+ms to activate/;

for (const path of ['/lab', '/tree']) {
  test(`${path} loads the extension without an error`, async ({ page }) => {
    const errors: string[] = [];
    page.on('pageerror', error => errors.push(String(error)));
    page.on('console', message => {
      if (message.text().includes('cellheat')) {
        errors.push(message.text());
      }
    });

    await page.goto(path);
    await expect(page.locator('#main, #main-panel').first()).toBeVisible({ timeout: 60_000 });
    // each extension's bundle puts itself in there
    const loaded = () => page.evaluate(() => Object.keys(Reflect.get(window, '_JUPYTERLAB') ?? {}));
    await expect.poll(loaded).toContain('cellheat');
    expect(errors.filter(error => !NOT_OURS.test(error))).toEqual([]);
  });
}
