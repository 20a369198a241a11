import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import type { Counts, Failure, Skipped } from './suiteResult.ts';

/** Counts for `npm test`: unlike Vitest's JSON, with the reason of every skip and what needed a second try. */
export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const file = process.env.SEALPOST_RESULT_FILE;
    if (file === undefined) return;
    const all = modules.map(countModule);
    const counts: Counts = {
      passed: all.reduce((sum, { passed }) => sum + passed, 0),
      failed: all.reduce((sum, { failed }) => sum + failed, unhandledErrors.length),
      skipped: all.flatMap(({ skipped }) => skipped),
      failures: [...all.flatMap(({ failures }) => failures), ...unhandledErrors.map(describeUnhandled)],
      retried: all.flatMap(({ retried }) => retried),
    };
    writeFileSync(file, JSON.stringify(counts));
  }
}

function countModule(module: TestModule): Counts {
  let passed = 0;
  let failed = 0;
  const skipped: Skipped[] = [];
  const failures: Failure[] = [];
  const retried: Failure[] = [];
  for (const test of module.children.allTests()) {
    const result = test.result();
    const name = `${module.relativeModuleId}: ${test.fullName}`;
    if (result.state === 'passed') {
      passed += 1;
      if (test.diagnostic()?.flaky === true) retried.push({ name, message: messagesOf(result.errors) });
    } else if (result.state === 'skipped') {
      skipped.push({ name, reason: result.note ?? 'it gives no reason' });
    } else {
      failed += 1;
      failures.push({ name, message: messagesOf(result.errors) });
    }
  }
  // A file that could not be loaded, or a hook that failed, has no failing test of its own.
  if (failed === 0 && !module.ok()) {
    failed = 1;
    failures.push({ name: module.relativeModuleId, message: messagesOf(module.errors()) });
  }
  return { passed, failed, skipped, failures, retried };
}

function messagesOf(errors: readonly { message: string }[] | undefined): string {
  return (errors ?? []).map(({ message }) => message).join('\n');
}

function describeUnhandled(error: unknown): Failure {
  return { name: 'an error that no test caught', message: error instanceof Error ? error.message : String(error) };
}
