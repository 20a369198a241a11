import { stripVTControlCharacters } from 'node:util';
import type { Failure, SuiteResult } from './suiteResult.ts';

const maxMessageLines = 25;

/**
 * What `npm test` ends with: every failure again (of a long log often only the end is kept), every skip with its reason,
 * a table, and the one line that scripts read.
 */
export function summarize(results: readonly SuiteResult[]): string {
  const skips = results.flatMap((result) =>
    result.skipped.map(
      ({ name, reason }) => `skipped: ${name === result.name ? name : `${result.name}: ${name}`} (${reason})`,
    ),
  );
  const failures = results.flatMap(({ name, failures }) => failures.flatMap((one) => describe('failed', name, one)));
  const retried = results.flatMap(({ name, retried }) =>
    retried.flatMap((one) => describe('passed only when tried again', name, one)),
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
  const parts = [failures, retried, skips, table(rows), [totalLine(results)]].filter((lines) => lines.length > 0);
  return parts.flatMap((lines) => ['', ...lines]).join('\n');
}

export function totalLine(results: readonly SuiteResult[]): string {
  const sum = (count: (result: SuiteResult) => number) => results.reduce((total, result) => total + count(result), 0);
  return `tests: ${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed, ${sum(({ skipped }) => skipped.length)} skipped`;
}

function describe(what: string, suite: string, { name, message }: Failure): string[] {
  const lines = stripVTControlCharacters(message).trimEnd().split('\n');
  const shown = lines.length > maxMessageLines ? [...lines.slice(0, maxMessageLines), '…'] : lines;
  return [`${what}: ${suite}: ${name}`, ...shown.filter((line) => line !== '').map((line) => `    ${line}`)];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}
