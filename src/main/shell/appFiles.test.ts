import { describe, expect, it } from 'vitest';
import { appFileOf } from './appFiles.ts';

const root = '/app/out/renderer';

describe('appFileOf', () => {
  it('finds the page and what belongs to it', () => {
    expect(appFileOf('app://sealpost/', root)).toEqual({
      file: `${root}/index.html`,
      contentType: 'text/html; charset=utf-8',
    });
    expect(appFileOf('app://sealpost/assets/index-Bx1.js?v=2#a', root)).toEqual({
      file: `${root}/assets/index-Bx1.js`,
      contentType: 'text/javascript; charset=utf-8',
    });
    expect(appFileOf('app://sealpost/fonts/a%20b.woff2', root)?.file).toBe(`${root}/fonts/a b.woff2`);
  });

  it.each([
    'app://sealpost/..%2f..%2fmain/index.js',
    'app://sealpost/assets/..%5c..%5csecret.txt',
    'app://sealpost/.env.json',
    'app://sealpost/C:/secret.txt',
    'app://sealpost/a%00.html',
    'app://sealpost/%E0%A4%A.html',
    'app://sealpost/data.sqlite',
    'app://sealpost/assets',
    'app://other/index.html',
    'https://sealpost/index.html',
  ])('gives nothing for %s', (url) => {
    expect(appFileOf(url, root)).toBeNull();
  });

  it('stays in the folder where dots climb in the address itself', () => {
    expect(appFileOf('app://sealpost/%2e%2e/../etc/passwd.txt', root)?.file).toBe(`${root}/etc/passwd.txt`);
  });
});
