import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fieldOf, issueSentence } from './issueSentence.ts';

const schema = z.strictObject({
  mode: z.enum(['strict', 'relaxed']),
  port: z.int().min(1).max(65535),
  name: z.string().min(1, 'Enter a name.'),
  list: z.array(z.strictObject({ host: z.string() })),
  note: z.string().min(1).max(5),
  ids: z.array(z.string()).min(1).max(2),
});
const good = { mode: 'strict', port: 25, name: 'x', list: [], note: 'x', ids: ['a'] };

describe('issueSentence', () => {
  it.each([
    [{ ...good, mode: 'no' }, 'mode', 'Choose one of: strict, relaxed.'],
    [{ ...good, port: 70000 }, 'port', 'The highest value is 65535.'],
    [{ ...good, port: 0 }, 'port', 'The lowest value is 1.'],
    [{ ...good, name: '' }, 'name', 'Enter a name.'],
    [{ ...good, colour: 1 }, 'colour', 'There is no field "colour".'],
    [{ ...good, list: [{ host: 'a' }, { host: 'a', x: 1 }] }, 'list.1.x', 'There is no field "x".'],
    [{ ...good, list: [{ host: 5 }] }, 'list.0.host', 'Invalid input: expected string, received number.'],
    [{ ...good, note: '' }, 'note', 'This cannot be empty.'],
    [{ ...good, note: 'longer' }, 'note', 'At most 5 characters.'],
    [{ ...good, ids: [] }, 'ids', 'At least one is needed.'],
    [{ ...good, ids: ['a', 'b', 'c'] }, 'ids', 'At most 2 of them.'],
    ['text', null, 'Invalid input: expected object, received string.'],
  ])('says of %j: %s, %s', (input, field, text) => {
    const issue = schema.safeParse(input).error?.issues[0];
    if (!issue) throw new Error('The schema took it.');
    expect(fieldOf(issue)).toBe(field);
    expect(issueSentence(issue)).toBe(text);
  });
});
