import { defineConfig } from '@playwright/test';
import type { WorkerOptions } from './tests/e2e/fixtures.ts';

/** The same specs twice: in Chromium over the WebSocket, in Electron over its ports. They run what is built in out/. */
export default defineConfig<object, WorkerOptions>({
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  workers: 2,
  // Where a whole run hangs on it: what needs a second try is named at the end of the run.
  retries: Number(process.env.SEALPOST_RETRIES ?? 0),
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: { screenshot: 'only-on-failure' },
  projects: [
    { name: 'chromium', testIgnore: 'electron/**', use: { carrier: 'chromium' } },
    { name: 'electron', use: { carrier: 'electron' } },
  ],
});
