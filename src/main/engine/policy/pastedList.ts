import type { CheckedLine } from '../../../shared/contract/rule.ts';
import { extractDomain } from './extractDomain.ts';
import { createMatcher, type Matcher } from './matcher.ts';
import { parsePattern } from './pattern.ts';

/**
 * Reads a list of domains pasted from anywhere: one a line, or separated by commas, semicolons or tabs; addresses, URLs
 * and what a spreadsheet adds are read as the domain in them. One checked line per piece, in order; blank ones are left
 * out. `hint` is `covered-by:PATTERN` where a wildcard, listed or in the same paste, already covers the domain, else
 * `read-as` where `pattern` is not what was written.
 *
 * `listed` holds the patterns of the rules that exist, and `matcher` finds the one that covers a domain.
 */
export function readPastedList(
  text: string,
  listed: { has(pattern: string): boolean },
  matcher: Matcher<string>,
): CheckedLine[] {
  const pieces = splitPieces(text);
  const parsed = pieces.map((input) => ({ input, result: parsePattern(extractDomain(input)) }));
  const pasted = wildcardsAbove(parsed.flatMap(({ result }) => (result.ok ? [result.pattern] : [])));
  const seen = new Set<string>();

  return parsed.map(({ input, result }): CheckedLine => {
    if (!result.ok) return { input, error: result.error };
    const { pattern, displayPattern } = result;
    const read = { input, pattern, ...(displayPattern === pattern ? {} : { displayPattern }) };
    const readAs = isSameText(input, pattern, displayPattern) ? {} : { hint: 'read-as' };
    if (listed.has(pattern)) return { ...read, error: 'already-listed', ...readAs };
    if (seen.has(pattern)) return { ...read, error: 'duplicate-domain', ...readAs };
    seen.add(pattern);
    const cover = longest(matcher.match(pattern), pasted(pattern));
    return { ...read, ...(cover === null ? readAs : { hint: `covered-by:${cover}` }) };
  });
}

/** What covers the base of `*.sub.example.com` covers all below it too; exact patterns cover nothing else. */
function wildcardsAbove(patterns: Iterable<string>): (pattern: string) => string | null {
  const wildcards = [...patterns].filter((pattern) => pattern.startsWith('*.'));
  const matcher = createMatcher(wildcards.map((pattern) => ({ pattern, value: pattern })));
  return (pattern) => matcher.match(pattern.replace(/^\*\./, ''));
}

function splitPieces(text: string): string[] {
  return text
    .replace(/^\ufeff/u, '')
    .split(/[\r\n\u2028\u2029,;\t]/u)
    .flatMap(splitAtSpaces)
    .filter((piece) => piece !== '');
}

/** `a.example b.example` is two domains, `Bob Jones <bob@a.example>` and `not a domain` are one piece each. */
function splitAtSpaces(piece: string): string[] {
  const words = piece.trim().split(/\s+/u);
  const allDomains = words.every((word) => word.includes('.') && !word.includes('<'));
  return allDomains ? words : [piece.trim()];
}

function isSameText(input: string, pattern: string, displayPattern: string): boolean {
  const lower = input.toLowerCase();
  return lower === pattern || lower === displayPattern;
}

function longest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return b.length > a.length ? b : a;
}
