import { describe, expect, it } from 'vitest';
import { isTrustedSender } from './sender.ts';

describe('isTrustedSender', () => {
  const page = { url: 'app://sealpost/', parent: null };

  it('takes our own page in our own window', () => {
    expect(isTrustedSender(page, true)).toBe(true);
    expect(isTrustedSender({ ...page, url: 'app://sealpost/index.html#/queue' }, true)).toBe(true);
  });

  it.each([
    ['another window', page, false],
    ['a frame inside the page', { ...page, parent: page }, true],
    ['another page', { ...page, url: 'https://example.com/' }, true],
    ['a file', { ...page, url: 'file:///etc/passwd' }, true],
    ['a look-alike host', { ...page, url: 'app://sealpost.example/' }, true],
    ['a frame that is gone', null, true],
  ])('refuses %s', (_, frame, fromOwnWindow) => {
    expect(isTrustedSender(frame, fromOwnWindow)).toBe(false);
  });
});
