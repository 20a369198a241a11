import { expect, it } from 'vitest';
import { decidePortBlocked, type HostReach, reachOf } from './portBlocked.ts';

const now = Date.UTC(2026, 10, 22, 12);
const minutesAgo = (minutes: number) => now - minutes * 60_000;
const silent = (host: string, minutes = 5): HostReach => ({ host, at: minutesAgo(minutes), reach: 'silent' });
const answered = (host: string, minutes = 5): HostReach => ({ host, at: minutesAgo(minutes), reach: 'answered' });

it.each<[string, HostReach[], number | null]>([
  ['nothing was tried', [], null],
  ['two are silent, which may be their trouble', [silent('a'), silent('b')], null],
  ['three are silent and none answers', [silent('a'), silent('b'), silent('c')], 3],
  ['one of many answers', [silent('a'), silent('b'), silent('c'), answered('d')], null],
  ['the one that answered did so long ago', [silent('a'), silent('b'), silent('c'), answered('d', 61)], 3],
  ['the silence is long over', [silent('a', 70), silent('b', 70), silent('c', 70)], null],
])('decides whether the port is blocked: %s', (_, hosts, expected) => {
  expect(decidePortBlocked(hosts, now)).toBe(expected);
});

it.each([
  ['delivered', null, 'answered'],
  ['deferred', 'connection-timeout', 'silent'],
  ['next-host', 'network-unreachable', 'silent'],
  ['deferred', 'connection-refused', 'answered'],
  ['deferred', 'certificate-expired', 'answered'],
  ['deferred', 'dns-servfail', null],
  ['held', 'connection-timeout', null],
] as const)('reads %s with %s as %s', (outcome, code, reach) => {
  expect(reachOf(outcome, code)).toBe(reach);
});
