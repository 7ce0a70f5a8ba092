import { defineConfig } from '@playwright/test';

// scripts/ui.py makes the folders, the kernelspecs and the port, and says here
// where they are: `make ui` runs it.
function given(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: run the tests by \`make ui\``);
  }
  return value;
}

const baseURL = `http://127.0.0.1:${given('CELLHEAT_UI_PORT')}`;
const token = given('CELLHEAT_UI_TOKEN');

export default defineConfig({
  outputDir: 'test-results',
  // one server and one kernel manager for all
  workers: 1,
  fullyParallel: false,
  // a test that passes only now and then is to be seen
  // a busy machine can cost a page its turn; the second try is told apart in the report
  retries: 1,
  forbidOnly: Boolean(process.env.CI),
  timeout: 90_000,
  expect: { timeout: 15_000 },
  use: {
    actionTimeout: 20_000,
    baseURL,
    extraHTTPHeaders: { Authorization: `token ${token}` },
    // they would need Playwright's own ffmpeg
    video: 'off',
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: given('CHROMIUM_PATH'),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    }
  },
  projects: [
    { name: 'lab', testIgnore: ['**/node_modules/**', 'lab44/**', 'pictures/**'] },
    { name: 'lab44', testDir: 'lab44' },
    // those of the README: no tests, and made only when they are asked for
    { name: 'pictures', testDir: 'pictures' }
  ],
  webServer: {
    command: `"${given('CELLHEAT_UI_JUPYTER')}" lab --config jupyter_server_test_config.py`,
    url: `${baseURL}/api/status?token=${token}`,
    timeout: 120_000,
    reuseExistingServer: false,
    // so that it ends its kernels
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    stdout: process.env.CELLHEAT_UI_LOG ? 'pipe' : 'ignore',
    stderr: process.env.CELLHEAT_UI_LOG ? 'pipe' : 'ignore'
  }
});
