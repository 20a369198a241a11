import { afterEach, expect, it, vi } from 'vitest';
import { followPlace, go, hrefOf, parseHash, placeNow } from './router.ts';

afterEach(() => vi.unstubAllGlobals());

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

/** Of a browser what the router uses: it tells of a new hash later, and of what is written into its history never. */
function stubBrowser(): string[] {
  const events = new EventTarget();
  const kept: string[] = [''];
  const location = {
    get hash() {
      return kept.at(-1) ?? '';
    },
    set hash(hash: string) {
      kept.push(hash);
      setTimeout(() => events.dispatchEvent(new Event('hashchange')));
    },
  };
  const history = {
    pushState: (_state: null, _title: string, href: string) => kept.push(href),
    replaceState: (_state: null, _title: string, href: string) => kept.splice(-1, 1, href),
  };
  vi.stubGlobal('window', Object.assign(events, { location, history }));
  return kept;
}

it('has told everybody of the new place when it returns: a checkbox that is kept there does not fall back', () => {
  const kept = stubBrowser();
  const seen: string[] = [];
  const stop = followPlace(() => seen.push(hrefOf(placeNow().page, Object.fromEntries(placeNow().params))));
  go('setup', { inbound: 'no' });
  expect(seen).toEqual(['#/setup?inbound=no']);
  go('setup', {}, 'replace');
  go('setup');
  expect(seen).toEqual(['#/setup?inbound=no', '#/setup']);
  expect(kept).toEqual(['', '#/setup']);
  stop();
  go('queue');
  expect(seen).toHaveLength(2);
});
