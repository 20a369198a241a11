import { describe, expect, test } from 'vitest';
import { createMatcher } from './matcher.ts';

function matcherOf(...patterns: string[]) {
  return createMatcher(patterns.map((pattern) => ({ pattern, value: pattern })));
}

describe('match', () => {
  const matcher = matcherOf(
    'example.com',
    '*.example.com',
    '*.sub.example.com',
    'mail.sub.example.com',
    '*.other.example',
  );

  test.each([
    ['example.com', 'example.com'],
    ['a.example.com', '*.example.com'],
    ['a.b.c.example.com', '*.example.com'],
    ['sub.example.com', '*.example.com'],
    ['x.sub.example.com', '*.sub.example.com'],
    ['mail.sub.example.com', 'mail.sub.example.com'],
    ['a.mail.sub.example.com', '*.sub.example.com'],
    ['other.example', null],
    ['a.other.example', '*.other.example'],
    ['*.x.example.com', '*.example.com'],
    ['*.sub.example.com', '*.sub.example.com'],
    ['*.mail.sub.example.com', '*.sub.example.com'],
    ['notexample.com', null],
    ['example.com.evil.test', null],
    ['com', null],
    ['', null],
    ['.', null],
  ])('of %j is %j', (domain, pattern) => {
    expect(matcher.match(domain)).toBe(pattern);
  });

  test.each(['Mail.SUB.Example.COM', 'mail.sub.example.com.', 'mail。sub．example｡com', 'ｍａｉｌ.sub.example.com'])(
    'takes %j in any writing',
    (domain) => {
      expect(matcher.match(domain)).toBe('mail.sub.example.com');
    },
  );

  test('knows an IDN as U-labels, A-labels and in capitals', () => {
    const idn = matcherOf('*.xn--bcher-kva.example');
    for (const domain of [
      'a.bücher.example',
      'A.BÜCHER.example',
      'a.xn--bcher-kva.example',
      'a.XN--BCHER-KVA.EXAMPLE',
    ]) {
      expect(idn.match(domain)).toBe('*.xn--bcher-kva.example');
    }
  });

  test.each(['a_b.example.com', '_dmarc.EXAMPLE.com', '-a.example.com', '_x.sub。example.com', 'xn--a.example.com'])(
    'covers %j, though it is no valid name',
    (domain) => {
      expect(matcher.match(domain)).not.toBeNull();
    },
  );

  test('of two equal patterns the last counts', () => {
    const matcherOfTwo = createMatcher([
      { pattern: 'example.com', value: 1 },
      { pattern: 'example.com', value: 2 },
    ]);
    expect(matcherOfTwo.match('example.com')).toBe(2);
  });

  test('a value that is false or null is still a match', () => {
    const odd = createMatcher<string | null>([
      { pattern: 'a.example.com', value: null },
      { pattern: '*.example.com', value: 'wildcard' },
    ]);
    expect(odd.match('a.example.com')).toBeNull();
    expect(odd.match('b.example.com')).toBe('wildcard');
  });
});

/** mulberry32: the same domains at every run. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function matchNaively(patterns: readonly string[], domain: string): string | null {
  if (patterns.includes(domain)) return domain;
  const covering = patterns.filter((pattern) => pattern.startsWith('*.') && domain.endsWith(pattern.slice(1)));
  return covering.sort((a, b) => b.length - a.length)[0] ?? null;
}

test.each([1, 2, 3, 4, 5])('agrees with reading every pattern in turn (seed %i)', (seed) => {
  const random = seededRandom(seed);
  const labels = ['a', 'b', 'ab', 'mail', 'xn--bcher-kva', 'example'];
  const randomDomain = (most: number) =>
    Array.from({ length: 1 + Math.floor(random() * most) }, () => labels[Math.floor(random() * labels.length)]).join(
      '.',
    );
  const patterns = Array.from({ length: 60 }, () => (random() < 0.5 ? '*.' : '') + randomDomain(4));
  const matcher = matcherOf(...patterns);
  let matched = 0;
  for (let round = 0; round < 2000; round++) {
    const domain = randomDomain(6);
    const expected = matchNaively(patterns, domain);
    if (expected !== null) matched += 1;
    expect(matcher.match(domain), domain).toBe(expected);
  }
  expect(matched).toBeGreaterThan(200);
  expect(matched).toBeLessThan(2000);
});

test('a match asks as often as the domain has labels, however many patterns there are', () => {
  const counted = (count: number) => {
    const patterns = Array.from({ length: count }, (_, index) => `*.d${index}.example.com`);
    const matcher = matcherOf(...patterns);
    const original = Map.prototype.get;
    let lookUps = 0;
    Map.prototype.get = function get(key: unknown) {
      lookUps += 1;
      return original.call(this, key);
    };
    try {
      matcher.match('a.b.c.example.org');
    } finally {
      Map.prototype.get = original;
    }
    return lookUps;
  };
  expect(counted(10_000)).toBe(counted(10));
  expect(counted(10)).toBeLessThanOrEqual(5);
});
