import { describe, expect, it } from 'vitest';
import { appUrl, isAppUrl, isOwnBlob, mayOpenOutside } from './urlGuard.ts';

describe('isAppUrl', () => {
  it('knows our own page with any path, query and fragment', () => {
    expect([appUrl, 'app://sealpost/index.html', 'app://sealpost/?a=1#/queue'].map(isAppUrl)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it.each([
    'https://sealpost/',
    'app://sealpost.example/',
    'app://example/',
    'app://sealpost:8080/',
    'app://user@sealpost/',
    'app://user:secret@sealpost/',
    'file:///app://sealpost/',
    'javascript:location="app://sealpost/"',
    'data:text/html,app://sealpost/',
    'about:blank',
    'not an address',
    '',
  ])('refuses %s', (url) => {
    expect(isAppUrl(url)).toBe(false);
  });
});

describe('mayOpenOutside', () => {
  const allowed = new Set(['https://docs.example']);

  it('opens https pages of listed origins only', () => {
    expect(mayOpenOutside('https://docs.example/guide', allowed)).toBe(true);
    expect(mayOpenOutside('http://docs.example/guide', allowed)).toBe(false);
    expect(mayOpenOutside('https://docs.example.evil.example/', allowed)).toBe(false);
    expect(mayOpenOutside('file:///etc/passwd', allowed)).toBe(false);
    expect(mayOpenOutside('nonsense', allowed)).toBe(false);
  });

  it('opens nothing today', () => {
    expect(mayOpenOutside('https://example.com/')).toBe(false);
  });
});

it('knows the files that our page makes', () => {
  expect(isOwnBlob('blob:app://sealpost/6f9e8a80-0000-4000-8000-000000000000')).toBe(true);
  for (const url of [
    'blob:app://sealpost.evil/1',
    'blob:https://example.com/1',
    'app://sealpost/x',
    'data:text/plain,x',
  ]) {
    expect(isOwnBlob(url)).toBe(false);
  }
});
