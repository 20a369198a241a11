import { describe, expect, it } from 'vitest';
import { ruleFor } from '../../../shared/contract/rule.fixture.ts';
import { draftOf, newDraft } from './ruleDraft.ts';
import { needsPing, pingWarning } from './rulePing.ts';

const rule = ruleFor('bank.example');
const draft = draftOf(rule);

describe('needsPing', () => {
  it.each([
    ['a new rule that enforces', newDraft, null, true],
    ['a new rule that only watches', { ...newDraft, mode: 'watch' as const }, null, false],
    ['a new rule for mail in', { ...newDraft, direction: 'inbound' as const }, null, false],
    ['a new rule that is off', { ...newDraft, enabled: false }, null, false],
    ['a changed note', { ...draft, note: 'new' }, rule, false],
    ['a changed mode', { ...draft, mode: 'relaxed' as const }, rule, true],
    ['a raised version', { ...draft, minVersion: 'TLSv1.3' as const }, rule, true],
    ['a rule that is switched on', draft, { ...rule, enabled: false }, true],
  ])('is asked for %s: %o', (_, typed, before, expected) => {
    expect(needsPing(typed, before)).toBe(expected);
  });
});

describe('pingWarning', () => {
  const checked = { checkedAt: rule.createdAt, certificateNotAfter: null };
  const verdict = {
    domain: 'bank.example',
    mx: [],
    strictestMode: null,
    code: null,
    unknown: false,
    checkedAt: rule.createdAt,
  };

  it('says nothing where mail would pass, or where nobody could be asked', () => {
    expect(pingWarning({ ...checked, result: 'valid', code: null, verdict })).toBeNull();
    expect(pingWarning({ ...checked, result: 'unknown', code: null, verdict: null })).toBeNull();
  });

  it('tells a refusal from an answer that did not come', () => {
    const refused = pingWarning({ ...checked, result: 'not-valid', code: 'certificate-expired', verdict });
    expect(refused?.title).toBe('Mail to this domain would wait');
    expect(refused?.text).toMatch(/^The certificate has expired\./);
    const unknown = pingWarning({ ...checked, result: 'unknown', code: 'dns-servfail', verdict });
    expect(unknown?.title).toBe('It is not known whether this works');
  });

  it.each(['dns-nxdomain', 'null-mx', 'mx-loop'] as const)('never says of %s that mail would wait', (code) => {
    const told = pingWarning({ ...checked, result: 'not-valid', code, verdict });
    expect(told?.title).toBe('Mail to this domain is returned');
    expect(told?.text).toContain('back to its sender at once');
    expect(told?.text).not.toMatch(/wait|kept/);
  });
});
