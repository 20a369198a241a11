import { describe, expect, test } from 'vitest';
import type { Rule, RuleInput } from '../../../shared/contract/rule.ts';
import { checkRule } from './ruleCheck.ts';

const pin = 'R7Qr1uoOWgxs3bEEPLsNRJgcXq4WZGCKkzKzQtyWBhA=';
const otherPin = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';

function existingRule(changes: Partial<Rule> = {}): Rule {
  return {
    id: 'r1',
    pattern: 'example.com',
    displayPattern: 'example.com',
    direction: 'outbound',
    mode: 'pinned',
    minVersion: 'TLSv1.3',
    cipherProfile: 'custom',
    cipherList: 'HIGH',
    mxNames: ['.example.net'],
    pins: [pin],
    queueLifeHours: 24,
    note: 'asked for by Anna',
    enabled: false,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-02T00:00:00.000Z',
    ...changes,
  };
}

function accepted(input: RuleInput, existing: Rule | null = null) {
  const checked = checkRule(input, existing, () => null);
  if (!checked.ok) throw new Error(checked.refusal.message);
  return checked.rule;
}

function refusedField(input: RuleInput, existing: Rule | null = null): string | undefined {
  const checked = checkRule(input, existing, (list) => (list === 'bad' ? 'No such cipher.' : null));
  if (checked.ok) throw new Error('It was accepted.');
  expect(checked.refusal.code).toBe('invalid-input');
  expect(checked.refusal.message).not.toBe('');
  return checked.refusal.field;
}

describe('a new rule', () => {
  test('has the defaults for what was left out', () => {
    expect(accepted({ pattern: ' .BÜCHER.example ', mode: 'strict' })).toEqual({
      pattern: '*.xn--bcher-kva.example',
      displayPattern: '*.bücher.example',
      direction: 'both',
      mode: 'strict',
      minVersion: 'TLSv1.2',
      cipherProfile: 'standard',
      cipherList: null,
      mxNames: [],
      pins: [],
      queueLifeHours: null,
      note: '',
      enabled: true,
    });
  });

  test('keeps everything that was given', () => {
    const given = {
      pattern: 'example.com',
      mode: 'pinned',
      direction: 'inbound',
      minVersion: 'TLSv1',
      cipherProfile: 'custom',
      cipherList: 'HIGH',
      mxNames: ['mx.example.net'],
      pins: [pin],
      queueLifeHours: 48,
      note: 'old server',
      enabled: false,
    } satisfies RuleInput;
    expect(accepted(given)).toEqual({ ...given, displayPattern: 'example.com' });
  });
});

describe('a change', () => {
  test('leaves what was left out as it was', () => {
    const existing = existingRule();
    const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...fields } = existing;
    expect(accepted({ id: 'r1', pattern: 'example.com', mode: 'pinned' }, existing)).toEqual(fields);
  });

  test('takes what was given, null and false included', () => {
    const changed = accepted(
      { id: 'r1', pattern: 'example.org', mode: 'watch', queueLifeHours: null, note: '', pins: [], mxNames: [] },
      existingRule({ enabled: true }),
    );
    expect(changed).toMatchObject({
      pattern: 'example.org',
      displayPattern: 'example.org',
      mode: 'watch',
      queueLifeHours: null,
      note: '',
      pins: [],
      mxNames: [],
      enabled: true,
    });
  });

  test('away from the profile custom drops its list', () => {
    const changed = accepted({ pattern: 'example.com', mode: 'strict', cipherProfile: 'standard' }, existingRule());
    expect(changed.cipherList).toBeNull();
  });

  test('away from pinned keeps the pins for a change back', () => {
    expect(accepted({ pattern: 'example.com', mode: 'strict' }, existingRule()).pins).toEqual([pin]);
  });
});

test('the profile modern means at least TLS 1.3, whatever was asked', () => {
  const input: RuleInput = { pattern: 'example.com', mode: 'strict', cipherProfile: 'modern' };
  expect(accepted(input).minVersion).toBe('TLSv1.3');
  expect(accepted({ ...input, minVersion: 'TLSv1.2' }).minVersion).toBe('TLSv1.3');
});

test('MX names are normalised and said once', () => {
  const rule = accepted({
    pattern: 'example.com',
    mode: 'strict',
    mxNames: ['MX.Example.net.', 'mx.example.net', '.bücher.example', '*.example.org', 'mail.office.lan'],
  });
  expect(rule.mxNames).toEqual(['mx.example.net', '.xn--bcher-kva.example', '.example.org', 'mail.office.lan']);
});

test('pins are said once', () => {
  expect(accepted({ pattern: 'a.example', mode: 'pinned', pins: [pin, otherPin, pin] }).pins).toEqual([pin, otherPin]);
});

describe('refuses and names the field', () => {
  const strict = { pattern: 'example.com', mode: 'strict' } as const;

  test.each<[string, RuleInput, string]>([
    ['an invalid pattern', { pattern: 'not a domain', mode: 'strict' }, 'pattern'],
    ['a public suffix', { pattern: 'co.uk', mode: 'strict' }, 'pattern'],
    ['pinned without pins', { pattern: 'example.com', mode: 'pinned' }, 'pins'],
    ['pinned with no pins', { pattern: 'example.com', mode: 'pinned', pins: [] }, 'pins'],
    ['a pin that is no SHA-256', { ...strict, pins: [pin, 'abc'] }, 'pins.1'],
    ['a pin with stray bits', { ...strict, pins: [pin.replace('hA=', 'hB=')] }, 'pins.0'],
    ['custom without a list', { ...strict, cipherProfile: 'custom' }, 'cipherList'],
    ['custom with null', { ...strict, cipherProfile: 'custom', cipherList: null }, 'cipherList'],
    ['custom with a blank list', { ...strict, cipherProfile: 'custom', cipherList: ' ' }, 'cipherList'],
    ['a list that the library does not take', { ...strict, cipherProfile: 'custom', cipherList: 'bad' }, 'cipherList'],
    ['a list without the profile custom', { ...strict, cipherList: 'HIGH' }, 'cipherList'],
    ['an MX name that is no host', { ...strict, mxNames: ['mx.example.com', 'mx_1.example.com'] }, 'mxNames.1'],
    ['an MX name that is a public suffix', { ...strict, mxNames: ['.com'] }, 'mxNames.0'],
    ['an MX name that is an address', { ...strict, mxNames: ['192.0.2.1'] }, 'mxNames.0'],
  ])('%s', (_what, input, field) => {
    expect(refusedField(input)).toBe(field);
  });

  test('taking the pins from a pinned rule', () => {
    expect(refusedField({ pattern: 'example.com', mode: 'pinned', pins: [] }, existingRule())).toBe('pins');
  });

  test('taking the list from a custom rule', () => {
    expect(refusedField({ pattern: 'example.com', mode: 'pinned', cipherList: null }, existingRule())).toBe(
      'cipherList',
    );
  });
});

test('asks the TLS library that runs, unless told otherwise', () => {
  const input: RuleInput = { pattern: 'example.com', mode: 'strict', cipherProfile: 'custom', cipherList: 'bogus' };
  expect(checkRule(input, null)).toMatchObject({ ok: false, refusal: { field: 'cipherList' } });
  expect(checkRule({ ...input, cipherList: 'HIGH' }, null)).toMatchObject({ ok: true });
});
