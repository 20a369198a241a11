import { expect, it } from 'vitest';
import { hrefOf, parseHash } from './router.ts';

it.each([
  ['', 'overview', ''],
  ['#/', 'overview', ''],
  ['#/log?entry=12', 'log', 'entry=12'],
  ['#/queue', 'queue', ''],
  ['#/nowhere', 'overview', ''],
  ['#/domains?search=a%3Fb', 'domains', 'search=a%3Fb'],
])('reads %s', (hash, page, params) => {
  const place = parseHash(hash);
  expect(place.page).toBe(page);
  expect(place.params.toString()).toBe(params);
});

it('writes what it reads', () => {
  expect(hrefOf('queue')).toBe('#/queue');
  const { page, params } = parseHash(hrefOf('log', { domain: 'ä&b.example', tls: '1' }));
  expect([page, params.get('domain'), params.get('tls')]).toEqual(['log', 'ä&b.example', '1']);
});
