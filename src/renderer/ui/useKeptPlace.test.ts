import { expect, it } from 'vitest';
import { movedRows } from './useKeptPlace.ts';

it.each([
  ['nothing changed', ['a', 'b', 'c'], ['a', 'b', 'c'], 1, 0],
  ['two came above', ['a', 'b', 'c'], ['x', 'y', 'a', 'b', 'c'], 1.5, 2],
  ['one above went', ['a', 'b', 'c'], ['b', 'c'], 1, -1],
  ['the first that is read went', ['a', 'b', 'c', 'd'], ['a', 'c', 'd'], 1, -1],
  ['one below went', ['a', 'b', 'c'], ['a', 'b'], 0, 0],
  ['all went', ['a', 'b'], ['x'], 0, 0],
])('says how far what is read has moved: %s', (_, before, after, top, moved) => {
  expect(movedRows(before, after, top)).toBe(moved);
});
