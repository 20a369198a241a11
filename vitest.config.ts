import { defaultExclude, defineConfig } from 'vitest/config';

/** As in playwright.config.ts: where a whole run hangs on it. Such a test is named at the end of the run. */
const retry = Number(process.env.SEALPOST_RETRIES ?? 0);

/** It starts and kills whole engines; what stands beside it does not. */
const crashTest = 'tests/crash/crash.test.ts';

/** Unit tests stand beside their source; integration and peer suites are slower and live in tests/. */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'src/**/*.test.{ts,tsx}',
            'scripts/**/*.test.ts',
            'tests/{support,crash,bench}/**/*.test.ts',
            'tests/*.test.ts',
          ],
          exclude: [...defaultExclude, crashTest],
        },
      },
      {
        extends: true,
        test: { name: 'integration', include: ['tests/integration/**/*.test.ts', crashTest], retry },
      },
      { extends: true, test: { name: 'peers', include: ['tests/peers/**/*.test.ts'], testTimeout: 60_000, retry } },
    ],
  },
});
