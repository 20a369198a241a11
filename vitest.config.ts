import { defineConfig } from 'vitest/config';

/** Unit tests stand beside their source; integration and peer suites are slower and live in tests/. */
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default'],
  },
});
