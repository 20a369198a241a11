import { expect, it } from 'vitest';
import { desktopEntry, isEntryEnabled, quoteExecWord } from './desktopEntry.ts';

it.each([
  ['/opt/Sealpost/sealpost', '"/opt/Sealpost/sealpost"'],
  ['/home/ann/My Apps/s', '"/home/ann/My Apps/s"'],
  ['100%', '"100%%"'],
  ['a"b', '"a\\\\"b"'],
  ['$HOME`id`', '"\\\\$HOME\\\\`id\\\\`"'],
  ['C:\\x', '"C:\\\\\\\\x"'],
  ['; rm -rf ~ &', '"; rm -rf ~ &"'],
  ['', '""'],
])('writes %j so that a desktop reads the same', (word, quoted) => {
  expect(quoteExecWord(word)).toBe(quoted);
  expect(readExec(quoted)).toEqual([word]);
});

it('writes a whole command on one line', () => {
  const words = ['/opt/My "Apps"/sealpost', '--hidden', '--data-dir', '/srv/100% mail'];
  const exec = /^Exec=(.*)$/m.exec(desktopEntry(words))?.[1] ?? '';
  expect(readExec(exec)).toEqual(words);
  expect(isEntryEnabled(desktopEntry(words))).toBe(true);
});

it.each(['a\nb', 'a\u0000', 'a\u007f'])('refuses %j', (word) => {
  expect(() => quoteExecWord(word)).toThrow(RangeError);
});

it('sees that the system has switched it off', () => {
  const entry = desktopEntry(['/s']);
  expect(isEntryEnabled(`${entry}Hidden=true\n`)).toBe(false);
  expect(isEntryEnabled(entry.replace('enabled=true', 'enabled=false'))).toBe(false);
});

/** Reads the value of Exec as the specification says: string escapes first, then quoting, then field codes. */
function readExec(value: string): string[] {
  const unescaped = value.replaceAll('\\\\', '\\');
  return [...unescaped.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, quoted = '']) =>
    quoted.replaceAll(/\\(.)/g, '$1').replaceAll('%%', '%'),
  );
}
