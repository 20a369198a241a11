import { expect, it } from 'vitest';
import { csvLine, escapeFormula, unescapeFormula } from './csvText.ts';

it('quotes what a spreadsheet would split or trim', () => {
  expect(csvLine(['a', 'b,c', 'say "hi"', 'two\nlines', ' x', '', 'é;'])).toBe(
    'a,"b,c","say ""hi""","two\nlines"," x",,"é;"\r\n',
  );
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', "'=1", '＝1'])('makes text of %j, and reads it back', (formula) => {
  expect(escapeFormula(formula)).toBe(`'${formula}`);
  expect(unescapeFormula(escapeFormula(formula))).toBe(formula);
});
