import { expect, it } from 'vitest';
import { addFigures, describeFigures } from './figures.ts';

it('adds up what several tests found about one thing', () => {
  const text = [
    '{"topic":"storage","figures":{"faults":3,"lost":0}}',
    '{"topic":"smuggling","figures":{"vectors":12}}',
    '{"topic":"storage","figures":{"faults":1204}}',
    '',
  ].join('\n');
  expect(describeFigures(addFigures(text))).toEqual(['storage    1,207 faults, 0 lost', 'smuggling  12 vectors']);
});

it('says nothing where nothing was found', () => {
  expect(describeFigures(addFigures(''))).toEqual([]);
});

it('does not pass over a line that it cannot read', () => {
  expect(() => addFigures('{"topic":1}')).toThrow();
});
