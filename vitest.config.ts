import { defineConfig } from 'vitest/config';

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
          include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts', 'tests/support/**/*.test.ts', 'tests/*.test.ts'],
        },
      },
      { extends: true, test: { name: 'integration', include: ['tests/integration/**/*.test.ts'] } },
      { extends: true, test: { name: 'peers', include: ['tests/peers/**/*.test.ts'], testTimeout: 60_000 } },
    ],
  },
});
