// npm test: every suite, or those named: npm test -- unit lint. SEALPOST_REQUIRE=electron,peers names suites that must
// not be skipped.
import { describeFigures, freshFiguresFile, readFigures } from './figures.ts';
import { requireRun, type SuiteResult, skippedSuite } from './suiteResult.ts';
import { type Suite, suites } from './suites.ts';
import { summarize } from './summary.ts';

async function runSuite({ name, run }: Suite): Promise<SuiteResult> {
  process.stdout.write(`\n── ${name}\n`);
  const startedAt = performance.now();
  const outcome = await run();
  const durationMs = performance.now() - startedAt;
  return 'skip' in outcome ? skippedSuite(name, outcome.skip) : { name, ...outcome, durationMs };
}

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    process.stderr.write(
      `No such suite: ${unknown.join(', ')}. There are: ${suites.map(({ name }) => name).join(', ')}.\n`,
    );
    return 2;
  }
  const required = new Set((process.env.SEALPOST_REQUIRE ?? '').split(','));
  const results: SuiteResult[] = [];
  process.env.SEALPOST_FIGURES_FILE = freshFiguresFile();
  for (const suite of suites) {
    if (names.length > 0 && !names.includes(suite.name)) continue;
    const result = await runSuite(suite);
    const counted = required.has(suite.name) ? requireRun(result) : result;
    // Once counted as a failure the reason is still to be told.
    if (counted !== result) {
      for (const { name, reason } of result.skipped) process.stdout.write(`must not be skipped: ${name} (${reason})\n`);
    }
    results.push(counted);
  }
  const figures = describeFigures(readFigures());
  if (figures.length > 0) process.stdout.write(`\n── what was tried\n${figures.join('\n')}\n`);
  process.stdout.write(`${summarize(results)}\n`);
  return results.some(({ failed }) => failed > 0) ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
