import { describe, expect, it } from 'vitest';
import { ruleFor } from '../../../shared/contract/rule.fixture.ts';
import type { Rule } from '../../../shared/contract/rule.ts';
import type { FindRules } from '../../../shared/contract/ruleList.ts';
import { findRules, type RuleFacts, searchedName } from './findRules.ts';

const now = Date.parse('2026-05-01T00:00:00.000Z');
const at = new Date(now).toISOString();
const daysFromNow = (days: number) => new Date(now + days * 86_400_000).toISOString();

function facts(pattern: string, more: Partial<Rule> = {}, rest: Partial<Omit<RuleFacts, 'rule'>> = {}): RuleFacts {
  return {
    rule: ruleFor(pattern, more),
    verdict: null,
    traffic: { mail: 0, tlsFailures: 0, waiting: 0 },
    ...rest,
  };
}

function found(all: RuleFacts[], query: FindRules, covering: string[] = []): string[] {
  return findRules(all, query, new Set(covering), now).map(({ rule }) => rule.pattern);
}

describe('the search', () => {
  const all = [
    facts('example.com', { note: 'The bank, since March' }),
    facts('*.example.com'),
    facts('*.sub.example.com'),
    facts('xn--mnchen-3ya.example', { displayPattern: 'münchen.example' }),
  ];

  it.each<[string, string[]]>([
    ['', ['example.com', '*.example.com', 'xn--mnchen-3ya.example', '*.sub.example.com']],
    ['  EXAMPLE.com ', ['example.com', '*.example.com', '*.sub.example.com']],
    ['march', ['example.com']],
    ['München', ['xn--mnchen-3ya.example']],
    ['xn--mn', ['xn--mnchen-3ya.example']],
    ['mail.example.com', ['*.example.com']],
    ['mail.sub.example.com', ['*.example.com', '*.sub.example.com']],
    ['bob@mail.example.com', ['*.example.com']],
    ['bob@example.com', ['example.com']],
    ['https://mail.example.com/path', ['*.example.com']],
    ['notexample.com', []],
  ])('finds for "%s"', (search, patterns) => {
    expect(found(all, { search })).toEqual(patterns);
  });

  it('sorts names as people count', () => {
    const firms = ['firm10.example', 'firm1.example', '*.firm2.example', 'firm2.example'].map((name) => facts(name));
    expect(found(firms, {})).toEqual(['firm1.example', 'firm2.example', '*.firm2.example', 'firm10.example']);
  });

  it('puts what holds for the name first', () => {
    expect(found(all, { search: 'mail.sub.example.com' }, ['*.sub.example.com'])).toEqual([
      '*.sub.example.com',
      '*.example.com',
    ]);
  });

  it.each([
    ['mail.example.com', 'mail.example.com'],
    ['Bob <bob@Mail.Example.com>', 'mail.example.com'],
    ['münchen.example', 'xn--mnchen-3ya.example'],
    ['bank', null],
    ['the bank.', null],
    ['', null],
  ])('reads the name in "%s"', (search, name) => {
    expect(searchedName(search)).toBe(name);
  });
});

describe('the order', () => {
  const valid = { result: 'valid', code: null, checkedAt: at, certificateNotAfter: daysFromNow(90) } as const;
  const all = [
    facts(
      'b.example',
      { mode: 'watch', note: 'zebra', enabled: false },
      { traffic: { mail: 1, tlsFailures: 5, waiting: 3 } },
    ),
    facts('a.example', { mode: 'relaxed', direction: 'outbound', minVersion: 'TLSv1.3' }, { verdict: valid }),
    facts('c.example', { note: 'Ant', direction: 'inbound', minVersion: 'TLSv1' }),
    facts(
      'd.example',
      {},
      {
        verdict: {
          ...valid,
          result: 'not-valid',
          code: 'certificate-expired',
          certificateNotAfter: daysFromNow(-1),
        },
        traffic: { mail: 0, tlsFailures: 2, waiting: 7 },
      },
    ),
  ];
  const letters = (query: FindRules) => found(all, query).map((pattern) => pattern[0]);

  it.each<[FindRules, string]>([
    [{}, 'abcd'],
    [{ descending: true }, 'dcba'],
    [{ sort: 'mode' }, 'cdab'],
    [{ sort: 'direction' }, 'bdca'],
    [{ sort: 'minVersion' }, 'cbda'],
    [{ sort: 'verdict' }, 'dbca'],
    [{ sort: 'waiting', descending: true }, 'dbac'],
    [{ sort: 'mail', descending: true }, 'bacd'],
    [{ sort: 'tlsFailures', descending: true }, 'bdac'],
    [{ sort: 'certificate' }, 'dabc'],
    [{ sort: 'certificate', descending: true }, 'adbc'],
    [{ sort: 'note' }, 'cbad'],
    [{ sort: 'note', descending: true }, 'bcad'],
    [{ sort: 'enabled' }, 'acdb'],
  ])('by %o', (query, order) => {
    expect(letters(query).join('')).toBe(order);
  });

  it.each<[FindRules['part'], string]>([
    ['failing', 'd'],
    ['unknown', ''],
    ['ending', 'd'],
    ['waiting', 'bd'],
    ['tlsFailures', 'bd'],
    ['disabled', 'b'],
    ['strict', 'cd'],
    ['watch', 'b'],
    ['pinned', ''],
  ])('of the part %s', (part, order) => {
    expect(letters({ ...(part ? { part } : {}) }).join('')).toBe(order);
  });

  it('does not call unknown what has no server to ask', () => {
    const untested = [facts('new.example'), facts('*.wild.example'), facts('in.example', { direction: 'inbound' })];
    expect(found(untested, { part: 'unknown' })).toEqual(['new.example']);
  });
});
