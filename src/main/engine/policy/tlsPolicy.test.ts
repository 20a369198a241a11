import { describe, expect, test } from 'vitest';
import { ruleFor } from '../../../shared/contract/rule.fixture.ts';
import type { Rule } from '../../../shared/contract/rule.ts';
import { isEnforcedMode, type LinkMode, linkModes, type RuleMode, ruleModes } from '../../../shared/domain/tlsMode.ts';
import { opportunisticPolicy, policyForRoute, policyForRule, policyForSmartHost } from './tlsPolicy.ts';

const rule = (changes: Partial<Rule> = {}) =>
  ruleFor('example.com', {
    id: 'r1',
    mxNames: ['.example.net'],
    pins: ['R7Qr1uoOWgxs3bEEPLsNRJgcXq4WZGCKkzKzQtyWBhA='],
    ...changes,
  });

describe('policyForRule', () => {
  test.each(ruleModes)('%s is held as the rule says', (mode) => {
    const policy = policyForRule(rule({ mode, minVersion: 'TLSv1.3' }));
    expect(policy).toEqual({
      mode,
      minVersion: 'TLSv1.3',
      cipherProfile: 'standard',
      cipherList: null,
      mxNames: ['.example.net'],
      pins: mode === 'pinned' ? rule().pins : [],
      ruleId: 'r1',
    });
  });

  test('a custom list never leaves room for ciphers that do not encrypt', () => {
    expect(policyForRule(rule({ cipherProfile: 'custom', cipherList: 'ALL:eNULL' })).cipherList).toBe(
      'ALL:eNULL:!eNULL:!aNULL',
    );
  });

  test('a list counts with the profile custom only', () => {
    expect(policyForRule(rule({ cipherProfile: 'modern', cipherList: 'HIGH' })).cipherList).toBeNull();
  });
});

test('without a rule TLS is used where offered', () => {
  expect(opportunisticPolicy).toEqual({
    mode: 'opportunistic',
    minVersion: 'TLSv1.2',
    cipherProfile: 'standard',
    cipherList: null,
    mxNames: [],
    pins: [],
    ruleId: null,
  });
});

test.each(linkModes)('a route is held to its mode: %s', (mode) => {
  const route = {
    id: 'route1',
    name: 'Exchange',
    domains: ['office.example'],
    host: 'exchange.office.example',
    port: 25,
    priority: 10,
    mode,
    validatedAt: null,
  };
  expect(policyForRoute(route)).toEqual({ ...opportunisticPolicy, mode });
});

describe('policyForSmartHost', () => {
  test.each<[LinkMode, RuleMode | null, LinkMode]>([
    ['opportunistic', null, 'opportunistic'],
    ['opportunistic', 'watch', 'opportunistic'],
    ['opportunistic', 'relaxed', 'relaxed'],
    ['opportunistic', 'strict', 'strict'],
    ['opportunistic', 'pinned', 'strict'],
    ['relaxed', null, 'relaxed'],
    ['relaxed', 'watch', 'relaxed'],
    ['relaxed', 'relaxed', 'relaxed'],
    ['relaxed', 'strict', 'strict'],
    ['relaxed', 'pinned', 'strict'],
    ['strict', null, 'strict'],
    ['strict', 'watch', 'strict'],
    ['strict', 'relaxed', 'strict'],
    ['strict', 'strict', 'strict'],
    ['strict', 'pinned', 'strict'],
  ])('a link set to %s, with a rule %s, is held to %s', (linkMode, ruleMode, mode) => {
    const policy = policyForSmartHost(linkMode, ruleMode === null ? null : rule({ mode: ruleMode }));
    expect(policy.mode).toBe(mode);
    expect(policy.ruleId).toBe(ruleMode === null ? null : 'r1');
    expect(policy.mxNames).toEqual([]);
    expect(policy.pins).toEqual([]);
  });

  test('an enforced rule is never weakened by the link', () => {
    for (const mode of ruleModes.filter(isEnforcedMode)) {
      for (const linkMode of linkModes) {
        expect(isEnforcedMode(policyForSmartHost(linkMode, rule({ mode })).mode)).toBe(true);
      }
    }
  });

  test('takes the higher minimum version', () => {
    expect(policyForSmartHost('relaxed', rule({ minVersion: 'TLSv1.3' })).minVersion).toBe('TLSv1.3');
    expect(policyForSmartHost('relaxed', rule({ minVersion: 'TLSv1' })).minVersion).toBe('TLSv1.2');
  });

  test('takes the ciphers of the rule, unless it only watches', () => {
    const ciphers = { cipherProfile: 'custom', cipherList: 'HIGH', minVersion: 'TLSv1.3' } as const;
    expect(policyForSmartHost('relaxed', rule({ ...ciphers }))).toMatchObject({
      cipherProfile: 'custom',
      cipherList: 'HIGH:!eNULL:!aNULL',
    });
    expect(policyForSmartHost('relaxed', rule({ ...ciphers, mode: 'watch' }))).toMatchObject({
      minVersion: 'TLSv1.2',
      cipherProfile: 'standard',
      cipherList: null,
    });
  });
});
