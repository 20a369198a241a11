import { describe, expect, it } from 'vitest';
import type { Route } from '../../../shared/contract/route.ts';
import { ruleFor } from '../../../shared/contract/rule.fixture.ts';
import type { Rule } from '../../../shared/contract/rule.ts';
import { choosePath } from './path.ts';

const rule = (mode: Rule['mode']) => ruleFor('partner.example', { id: 'r1', mode });
const route = (host: string, priority: number, domains = ['office.example']): Route => ({
  id: host,
  name: host,
  domains,
  host,
  port: 25,
  priority,
  mode: 'strict',
  validatedAt: null,
});
const outbound = {
  direction: 'outbound' as const,
  domain: 'partner.example',
  rule: null,
  routes: [],
  smartHost: null,
  smartHostPassword: null,
  smartHostPasswordLocked: null,
};

describe('choosePath', () => {
  it('sends outbound mail to the MX under the rule, or opportunistically without one', () => {
    expect(choosePath({ ...outbound, rule: rule('strict') })).toMatchObject({
      path: { kind: 'mx', policy: { mode: 'strict', ruleId: 'r1' } },
    });
    expect(choosePath(outbound)).toMatchObject({
      path: { kind: 'mx', policy: { mode: 'opportunistic', ruleId: null } },
    });
  });

  it.each([
    ['opportunistic', 'strict', 'strict'],
    ['relaxed', 'strict', 'strict'],
    ['strict', 'relaxed', 'strict'],
    ['opportunistic', 'pinned', 'strict'],
    ['opportunistic', null, 'opportunistic'],
    ['relaxed', 'watch', 'relaxed'],
  ] as const)('holds a smart host set to %s, for a domain that asks %s, to %s', (hostMode, ruleMode, mode) => {
    const smartHost = { host: 'relay.example', port: 587, mode: hostMode, username: 'office' };
    const chosen = choosePath({
      ...outbound,
      rule: ruleMode && rule(ruleMode),
      smartHost,
      smartHostPassword: 'secret',
    });
    expect(chosen).toMatchObject({
      path: {
        kind: 'hosts',
        hosts: [
          {
            host: 'relay.example',
            port: 587,
            policy: { mode },
            credentials: { username: 'office', password: 'secret' },
          },
        ],
      },
    });
  });

  it('keeps mail whose smart host wants a password that cannot be read, and sends the rest', () => {
    const smartHost = { host: 'relay.example', port: 587, mode: 'strict' as const, username: 'office' };
    const locked = { ...outbound, smartHostPasswordLocked: 'no-key' as const };
    expect(choosePath({ ...locked, smartHost })).toMatchObject({
      kind: 'none',
      failure: { kind: 'temporary', code: 'smart-host-password-locked' },
    });
    expect(choosePath({ ...locked, smartHost: { ...smartHost, username: null } })).toMatchObject({
      path: { hosts: [{ credentials: null }] },
    });
    expect(choosePath(locked)).toMatchObject({ path: { kind: 'mx' } });
  });

  it.each([null, ''])('keeps mail whose smart host has a user and the password %j', (smartHostPassword) => {
    const smartHost = { host: 'relay.example', port: 587, mode: 'strict' as const, username: 'office' };
    expect(choosePath({ ...outbound, smartHost, smartHostPassword })).toMatchObject({
      kind: 'none',
      failure: { kind: 'temporary', code: 'smart-host-password-missing' },
    });
  });

  it('sends inbound mail to the routes of its domain, the lowest priority number first, never to the smart host', () => {
    const routes = [
      route('second.example', 20),
      route('first.example', 10),
      route('other.example', 1, ['other.example']),
    ];
    const smartHost = { host: 'relay.example', port: 587, mode: 'strict' as const, username: null };
    const chosen = choosePath({ ...outbound, direction: 'inbound', domain: 'office.example', routes, smartHost });
    expect(chosen).toMatchObject({
      path: {
        kind: 'hosts',
        hosts: [{ host: 'first.example', policy: { mode: 'strict' } }, { host: 'second.example' }],
      },
    });
  });

  it('keeps inbound mail that no route serves', () => {
    expect(choosePath({ ...outbound, direction: 'inbound' })).toMatchObject({
      kind: 'none',
      failure: { kind: 'temporary', code: 'no-route' },
    });
  });
});
