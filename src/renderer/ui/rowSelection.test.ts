import { expect, it } from 'vitest';
import { extended, toggled } from './rowSelection.ts';

const keys = ['a', 'b', 'c', 'd'];

it('takes a row in and out', () => {
  expect([...toggled(new Set(['a']), 'b')]).toEqual(['a', 'b']);
  expect([...toggled(new Set(['a', 'b']), 'a')]).toEqual(['b']);
});

it.each([
  [1, 3, ['a', 'b', 'c', 'd']],
  [3, 1, ['a', 'b', 'c', 'd']],
  [0, 0, ['a']],
])('adds the rows from %d to %d', (from, to, expected) => {
  const before = new Set(['a']);
  expect([...extended(before, keys, from, to)].sort()).toEqual(expected);
  expect([...before]).toEqual(['a']);
});
