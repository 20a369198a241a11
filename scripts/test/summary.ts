import type { SuiteResult } from './suiteResult.ts';

/** What `npm test` ends with: every skip with its reason, a table, and the one line that scripts read. */
export function summarize(results: readonly SuiteResult[]): string {
  const skips = results.flatMap((result) =>
    result.skipped.map(
      ({ name, reason }) => `skipped: ${name === result.name ? name : `${result.name}: ${name}`} (${reason})`,
    ),
  );
  const rows = [
    ['suite', 'passed', 'failed', 'skipped', 'time'],
    ...results.map(({ name, passed, failed, skipped, durationMs }) => [
      name,
      String(passed),
      String(failed),
      String(skipped.length),
      `${(durationMs / 1000).toFixed(1)} s`,
    ]),
  ];
  return ['', ...skips, ...(skips.length > 0 ? [''] : []), ...table(rows), '', totalLine(results)].join('\n');
}

export function totalLine(results: readonly SuiteResult[]): string {
  const sum = (count: (result: SuiteResult) => number) => results.reduce((total, result) => total + count(result), 0);
  return `tests: ${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed, ${sum(({ skipped }) => skipped.length)} skipped`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}
