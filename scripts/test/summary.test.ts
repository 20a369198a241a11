import { expect, it } from 'vitest';
import { requireRun, type SuiteResult, skippedSuite } from './suiteResult.ts';
import { summarize, totalLine } from './summary.ts';

const unit: SuiteResult = {
  name: 'unit',
  passed: 812,
  failed: 1,
  skipped: [{ name: 'file modes', reason: 'not on Windows' }],
  failures: [{ name: 'queue.test.ts: keeps order', message: '\u001b[31mexpected 1\u001b[39m\nto be 2\n' }],
  retried: [{ name: 'dns.test.ts: waits', message: 'No such entry' }],
  durationMs: 12_345,
};

it('closes with the line that scripts read, and says before it what was skipped and why', () => {
  const lines = summarize([unit, skippedSuite('electron', 'no display')]).split('\n');
  expect(lines.at(-1)).toBe('tests: 812 passed, 1 failed, 2 skipped');
  expect(lines).toContain('skipped: unit: file modes (not on Windows)');
  expect(lines).toContain('skipped: electron (no display)');
  expect(lines).toContain('unit         812       1        1  12.3 s');
  expect(lines.slice(1, 6)).toEqual([
    'failed: unit: queue.test.ts: keeps order',
    '    expected 1',
    '    to be 2',
    '',
    'passed only when tried again: unit: dns.test.ts: waits',
  ]);
  expect(totalLine([])).toBe('tests: 0 passed, 0 failed, 0 skipped');
});

it('takes a suite that must run and did not for a failure', () => {
  expect(requireRun(unit)).toBe(unit);
  expect(requireRun(skippedSuite('electron', 'no display'))).toMatchObject({ passed: 0, failed: 1, skipped: [] });
  expect(requireRun({ ...unit, passed: 0, failed: 0, skipped: [] })).toMatchObject({ failed: 1 });
  expect(requireRun({ ...unit, name: 'peers' })).toMatchObject({ passed: 812, failed: 2, skipped: [] });
});
