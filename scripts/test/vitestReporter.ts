import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import type { Counts, Skipped } from './suiteResult.ts';

/** Counts for `npm test`: unlike Vitest's JSON, with the reason of every skip. */
export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const file = process.env.SEALPOST_RESULT_FILE;
    if (file === undefined) return;
    const all = modules.map(countModule);
    const counts: Counts = {
      passed: all.reduce((sum, { passed }) => sum + passed, 0),
      failed: all.reduce((sum, { failed }) => sum + failed, unhandledErrors.length),
      skipped: all.flatMap(({ skipped }) => skipped),
    };
    writeFileSync(file, JSON.stringify(counts));
  }
}

function countModule(module: TestModule): Counts {
  let passed = 0;
  let failed = 0;
  const skipped: Skipped[] = [];
  for (const test of module.children.allTests()) {
    const result = test.result();
    if (result.state === 'passed') passed += 1;
    else if (result.state === 'skipped') {
      const reason = result.note ?? 'it gives no reason';
      skipped.push({ name: `${module.relativeModuleId}: ${test.fullName}`, reason });
    } else failed += 1;
  }
  // A file that could not be loaded, or a hook that failed, has no failing test of its own.
  if (failed === 0 && !module.ok()) failed = 1;
  return { passed, failed, skipped };
}
