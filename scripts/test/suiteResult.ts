export interface Skipped {
  name: string;
  reason: string;
}

/** A test that failed, or failed at first. */
export interface Failure {
  name: string;
  /** What it said, as far as the runner told. */
  message: string;
}

export interface SuiteResult {
  name: string;
  passed: number;
  failed: number;
  skipped: readonly Skipped[];
  /** What failed; fewer than `failed` where a runner gave no names. */
  failures: readonly Failure[];
  /** What failed at first and passed when it was tried again, counted as passed: to be looked into. */
  retried: readonly Failure[];
  durationMs: number;
}

/** What a suite's own runner told: everything but its name and how long it took. */
export type Counts = Omit<SuiteResult, 'name' | 'durationMs'>;

export const noCounts: Counts = { passed: 0, failed: 0, skipped: [], failures: [], retried: [] };

export function skippedSuite(name: string, reason: string): SuiteResult {
  return { ...noCounts, name, skipped: [{ name, reason }], durationMs: 0 };
}

/**
 * Where a suite must run (`SEALPOST_REQUIRE`), one that was skipped or ran nothing has failed. A single test may still
 * be for another platform or another carrier, except among the real peers: those skip only what is not installed.
 */
export function requireRun(result: SuiteResult): SuiteResult {
  const nothingRan = result.passed + result.failed === 0;
  const mustRunWhole = result.name === 'peers' && result.skipped.length > 0;
  if (!nothingRan && !mustRunWhole) return result;
  return { ...result, failed: result.failed + Math.max(1, result.skipped.length), skipped: [] };
}
