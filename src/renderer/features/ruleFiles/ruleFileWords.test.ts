import { expect, it } from 'vitest';
import type { PreviewLine, RulePreview } from '../../../shared/contract/ruleExchange.ts';
import { exportedWords, lineWords, whyNotImport } from './ruleFileWords.ts';

const line: PreviewLine = {
  line: 2,
  pattern: 'a.example',
  outcome: 'new',
  mode: 'strict',
  direction: 'both',
  changes: [],
  error: null,
};

it('says what a line would do', () => {
  expect(lineWords(line)).toBe('Strict - Trusted Enforced, both ways');
  const changes = [
    { field: 'mode', before: 'relaxed', after: 'strict' },
    { field: 'note', before: '', after: 'Bank' },
    { field: 'enabled', before: 'true', after: 'false' },
    { field: 'minVersion', before: 'TLSv1', after: 'TLSv1.2' },
  ];
  expect(lineWords({ ...line, outcome: 'changed', changes })).toBe(
    'Mode: Relaxed Encryption Mode → Strict - Trusted Enforced. Note: none → "Bank". Enabled: yes → no. Minimum TLS version: TLS 1.0 → TLS 1.2',
  );
  const error = { code: 'invalid-input', message: 'Enter a domain.' } as const;
  expect(lineWords({ ...line, outcome: 'error', mode: null, direction: null, error })).toBe('Enter a domain.');
});

it('says why nothing is imported', () => {
  const preview = (counts: RulePreview['counts']): RulePreview => ({
    format: 'csv',
    lines: [],
    counts,
    unusedColumns: [],
    previewId: 'x',
  });
  expect(whyNotImport(preview({ new: 0, changed: 0, same: 4, error: 0 }), false)).toBe('Nothing would change.');
  expect(whyNotImport(preview({ new: 1, changed: 0, same: 0, error: 1 }), false)).toContain('Correct the lines');
  expect(whyNotImport(preview({ new: 1, changed: 0, same: 0, error: 1 }), true)).toBeNull();
});

it('says what an export leaves out', () => {
  const file = { fileName: 'x', mediaType: 'text/plain', text: '' };
  expect(exportedWords({ ...file, count: 1, leftOut: 0 })).toBe('It has 1 rule.');
  expect(exportedWords({ ...file, count: 2, leftOut: 3 })).toContain('3 rules cannot be expressed');
});
