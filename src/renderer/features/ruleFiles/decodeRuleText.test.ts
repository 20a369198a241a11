import { expect, it } from 'vitest';
import { decodeRuleText } from './decodeRuleText.ts';

const text = 'domain;mode\r\nbücher.example;strict\r\n';
const utf16 = (littleEndian: boolean) => {
  const view = new DataView(new ArrayBuffer((text.length + 1) * 2));
  [...`\ufeff${text}`].forEach((unit, index) => {
    view.setUint16(index * 2, unit.charCodeAt(0), littleEndian);
  });
  return new Uint8Array(view.buffer);
};

it.each([
  ['UTF-8', new TextEncoder().encode(text), 'utf-8'],
  ['UTF-8 with a mark', new TextEncoder().encode(`\ufeff${text}`), 'utf-8'],
  ['UTF-16 as Windows has it', utf16(true), 'utf-16'],
  ['UTF-16 the other way', utf16(false), 'utf-16'],
  ['an old spreadsheet', Uint8Array.from(text, (char) => char.charCodeAt(0)), 'windows-1252'],
])('reads %s', (_, bytes, encoding) => {
  expect(decodeRuleText(bytes)).toEqual({ text, encoding });
});

it('reads anything, and nothing', () => {
  expect(decodeRuleText(new Uint8Array())).toEqual({ text: '', encoding: 'utf-8' });
  expect(decodeRuleText(Uint8Array.of(0xff)).encoding).toBe('windows-1252');
});
