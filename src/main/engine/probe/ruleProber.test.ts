import { describe, expect, it } from 'vitest';
import type { RuleVerdict } from '../../../shared/contract/verdict.ts';
import { canProbe, isStale } from './ruleProber.ts';

const hourMs = 3_600_000;
const checkedAt = Date.UTC(2026, 5, 1);
const verdict = (certificateEndsInMs: number | null): RuleVerdict => ({
  result: 'valid',
  code: null,
  checkedAt: new Date(checkedAt).toISOString(),
  certificateNotAfter: certificateEndsInMs === null ? null : new Date(checkedAt + certificateEndsInMs).toISOString(),
});

describe('isStale', () => {
  it.each([
    ['no verdict', null, 0, true],
    ['a fresh one', verdict(null), hourMs, false],
    ['one of yesterday', verdict(null), 24 * hourMs, true],
    ['one whose certificate has ended since', verdict(2 * hourMs), 2 * hourMs, true],
    ['one whose certificate will end', verdict(2 * hourMs), hourMs, false],
    ['one whose certificate had ended already', verdict(-hourMs), 2 * hourMs, false],
    ['one from a clock that was set back', verdict(null), -hourMs, true],
  ])('asks again for %s', (_, found, agoMs, stale) => {
    expect(isStale(found, checkedAt + agoMs)).toBe(stale);
  });
});

describe('canProbe', () => {
  it.each([
    [{ pattern: 'bank.example', direction: 'both' as const, enabled: true }, true],
    [{ pattern: 'bank.example', direction: 'outbound' as const, enabled: true }, true],
    [{ pattern: 'bank.example', direction: 'inbound' as const, enabled: true }, false],
    [{ pattern: '*.bank.example', direction: 'both' as const, enabled: true }, false],
    [{ pattern: 'bank.example', direction: 'both' as const, enabled: false }, false],
  ])('%o: %s', (rule, expected) => {
    expect(canProbe(rule)).toBe(expected);
  });
});
