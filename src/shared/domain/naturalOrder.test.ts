import { expect, it } from 'vitest';
import { sortNaturally } from './naturalOrder.ts';

it.each([
  [
    ['firm10.example', 'firm2.example', 'firm1.example'],
    ['firm1.example', 'firm2.example', 'firm10.example'],
  ],
  [
    ['163.example', '3m.example', 'a.example', '10a.example'],
    ['3m.example', '10a.example', '163.example', 'a.example'],
  ],
  [
    ['mx10.site2.example', 'mx9.site10.example', 'mx9.site2.example'],
    ['mx9.site2.example', 'mx9.site10.example', 'mx10.site2.example'],
  ],
])('%j stand as people count', (names, sorted) => expect(sortNaturally(names, String)).toEqual(sorted));

it('is one order whatever the length of a number, and keeps what is equal as it was', () => {
  const long = `${'9'.repeat(40)}.example`;
  const sorted = sortNaturally([long, '1.example', '01.example'], String);
  expect(sorted).toEqual(['1.example', '01.example', long]);
  expect(sortNaturally(sorted.toReversed(), String)).toEqual(['01.example', '1.example', long]);
});
