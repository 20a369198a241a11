import { describe, expect, test } from 'vitest';
import { resolveAddresses, resolveNamedHost } from './resolveAddresses.ts';
import { resolveMx } from './resolveMx.ts';
import type { DnsResolver } from './resolver.ts';

function fails(code: string): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error(`query ${code}`), { code }));
}

function resolver(answers: Partial<DnsResolver>): DnsResolver {
  const unasked = fails('ENODATA');
  return { resolveMx: unasked, resolve4: unasked, resolve6: unasked, lookup: unasked, cancel() {}, ...answers };
}

const random = () => 0;
const mx = (answers: Partial<DnsResolver>) =>
  resolveMx('a.example', { resolver: resolver(answers), random, ownHostname: 'relay.office.example' });

describe('resolveMx', () => {
  test('gives the hosts in order', async () => {
    const records = [
      { exchange: 'mx2.a.example', priority: 20 },
      { exchange: 'mx1.a.example', priority: 10 },
    ];
    expect(await mx({ resolveMx: async () => records })).toEqual({
      kind: 'hosts',
      hosts: [
        { host: 'mx1.a.example', preference: 10, implicit: false },
        { host: 'mx2.a.example', preference: 20, implicit: false },
      ],
    });
  });

  test('the domain itself stands in where it has no MX record', async () => {
    const implicit = { kind: 'hosts', hosts: [{ host: 'a.example', preference: 0, implicit: true }] };
    expect(await mx({ resolveMx: fails('ENODATA') })).toEqual(implicit);
    expect(await mx({ resolveMx: async () => [] })).toEqual(implicit);
  });

  test.each([
    ['ENOTFOUND', 'permanent', 'dns-nxdomain'],
    ['EBADNAME', 'permanent', 'dns-nxdomain'],
    ['ESERVFAIL', 'temporary', 'dns-servfail'],
    ['EREFUSED', 'temporary', 'dns-servfail'],
    ['EFORMERR', 'temporary', 'dns-servfail'],
    ['ECONNREFUSED', 'temporary', 'dns-servfail'],
    ['ERR_INVALID_IP_ADDRESS', 'temporary', 'dns-servfail'],
    ['ETIMEOUT', 'temporary', 'dns-timeout'],
  ])('%s is %s %s, and never "no MX record"', async (error, kind, code) => {
    expect(await mx({ resolveMx: fails(error) })).toMatchObject({ kind: 'failed', failure: { kind, code } });
  });

  test('null MX and a loop are final', async () => {
    expect(await mx({ resolveMx: async () => [{ exchange: '', priority: 0 }] })).toMatchObject({
      failure: { kind: 'permanent', code: 'null-mx' },
    });
    expect(await mx({ resolveMx: async () => [{ exchange: 'relay.office.example', priority: 0 }] })).toMatchObject({
      failure: { kind: 'permanent', code: 'mx-loop' },
    });
  });
});

describe('resolveAddresses', () => {
  const find = (answers: Partial<DnsResolver>) =>
    resolveAddresses('mx.a.example', { resolver: resolver(answers), random });

  test('gives both families, IPv4 first', async () => {
    const found = await find({ resolve4: async () => ['192.0.2.1'], resolve6: async () => ['2001:db8::1'] });
    expect(found).toEqual({ kind: 'addresses', addresses: ['192.0.2.1', '2001:db8::1'] });
  });

  test.each(['ENODATA', 'ESERVFAIL', 'ETIMEOUT'])('one family is enough where the other says %s', async (code) => {
    expect(await find({ resolve4: fails(code), resolve6: async () => ['2001:db8::1'] })).toMatchObject({
      addresses: ['2001:db8::1'],
    });
    expect(await find({ resolve4: async () => ['192.0.2.1'], resolve6: fails(code) })).toMatchObject({
      addresses: ['192.0.2.1'],
    });
  });

  test('no address is temporary for this host', async () => {
    expect(await find({})).toMatchObject({
      failure: { kind: 'temporary', code: 'dns-nxdomain' },
      definite: true,
    });
    expect(await find({ resolve4: fails('ENOTFOUND'), resolve6: fails('ENOTFOUND') })).toMatchObject({
      failure: { kind: 'temporary', code: 'dns-nxdomain' },
      definite: true,
    });
  });

  test('no answer for one family and none in the other says nothing', async () => {
    expect(await find({ resolve6: fails('ESERVFAIL') })).toMatchObject({
      failure: { kind: 'temporary', code: 'dns-servfail' },
      definite: false,
    });
  });
});

describe('resolveNamedHost', () => {
  const find = (host: string, answers: Partial<DnsResolver>, usesSystemDns = false) =>
    resolveNamedHost(host, { resolver: resolver(answers), random, usesSystemDns });

  test('an address is its own answer', async () => {
    for (const host of ['192.0.2.1', '2001:db8::1', '[2001:db8::1]']) {
      expect(await find(host, {})).toEqual({ kind: 'addresses', addresses: [host.replace(/[[\]]/g, '')] });
    }
  });

  test('asks the DNS servers of the settings, and the system for what they do not know', async () => {
    const answers = { resolve4: async () => ['192.0.2.1'], lookup: async () => ['127.0.0.1'] };
    expect(await find('mail.a.example', answers)).toMatchObject({ addresses: ['192.0.2.1'] });
    expect(await find('localhost', { lookup: answers.lookup })).toMatchObject({ addresses: ['127.0.0.1'] });
    expect(await find('mail.a.example', answers, true)).toMatchObject({ addresses: ['127.0.0.1'] });
  });

  test('does not turn to the system where the DNS gave no answer', async () => {
    const answers = { resolve4: fails('ESERVFAIL'), lookup: async () => ['127.0.0.1'] };
    expect(await find('mail.a.example', answers)).toMatchObject({ failure: { code: 'dns-servfail' } });
  });

  test('a name that nobody knows', async () => {
    expect(await find('mail.a.example', { lookup: fails('ENOTFOUND') })).toMatchObject({
      failure: { kind: 'temporary', code: 'dns-nxdomain' },
    });
  });
});
