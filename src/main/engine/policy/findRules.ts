import type { Rule } from '../../../shared/contract/rule.ts';
import type { FindRules, RulePart, RuleSortKey, RuleTraffic } from '../../../shared/contract/ruleList.ts';
import type { RuleVerdict } from '../../../shared/contract/verdict.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import { naturalKey } from '../../../shared/domain/naturalOrder.ts';
import { ruleModes } from '../../../shared/domain/tlsMode.ts';
import { tlsVersions } from '../../../shared/domain/tlsVersion.ts';
import { lookupKey, normalizeDomain } from './domainName.ts';
import { extractDomain } from './extractDomain.ts';

/** A rule with all that the list can be sorted and picked by. */
export interface RuleFacts {
  rule: Rule;
  verdict: RuleVerdict | null;
  traffic: RuleTraffic;
}

/** With less than this left, a certificate is one that ends soon. */
const endingMs = 30 * 24 * 3_600_000;

/** What is found, in order. `covering` are the ids of the rules that hold for the searched name: they come first. */
export function findRules(
  facts: readonly RuleFacts[],
  { search, part, sort = 'pattern', descending = false }: FindRules,
  covering: ReadonlySet<string>,
  now: number,
): RuleFacts[] {
  const found = facts.filter(both(searched(search), part === undefined ? null : (each) => isPartOf(each, part, now)));
  const keyed = found.map((each) => ({ each, key: sortKey(each, sort), domain: domainKey(each.rule) }));
  const direction = descending ? -1 : 1;
  keyed.sort((a, b) => {
    const first = Number(covering.has(b.each.rule.id)) - Number(covering.has(a.each.rule.id));
    if (first !== 0) return first;
    // What has no value comes last, whichever way the list is sorted.
    if (a.key === null || b.key === null) {
      if (a.key !== b.key) return a.key === null ? 1 : -1;
    } else if (a.key !== b.key) return a.key < b.key ? -direction : direction;
    return a.domain < b.domain ? -1 : Number(a.domain > b.domain);
  });
  return keyed.map(({ each }) => each);
}

/** The name in what was typed, where it is one: also of an address or a URL. */
export function searchedName(search: string | undefined): string | null {
  if (search === undefined) return null;
  const name = normalizeDomain(extractDomain(search));
  return name?.includes('.') ? name : null;
}

type Test = (each: RuleFacts) => boolean;

function both(one: Test | null, other: Test | null): Test {
  return (each) => (one === null || one(each)) && (other === null || other(each));
}

/** A part of the pattern or the note, or a name that the pattern covers. */
function searched(search: string | undefined): Test | null {
  const text = search?.trim().toLowerCase() ?? '';
  if (text === '') return null;
  const name = lookupKey(extractDomain(text));
  return ({ rule: { pattern, displayPattern, note } }) =>
    pattern.includes(text) ||
    displayPattern.toLowerCase().includes(text) ||
    note.toLowerCase().includes(text) ||
    pattern === name ||
    (pattern.startsWith('*.') && name.endsWith(pattern.slice(1)));
}

function isPartOf({ rule, verdict, traffic }: RuleFacts, part: RulePart, now: number): boolean {
  switch (part) {
    case 'failing':
      return rule.enabled && verdict?.result === 'not-valid';
    case 'unknown':
      return rule.enabled && (verdict === null ? hasServers(rule) : verdict.result === 'unknown');
    case 'ending': {
      const end = verdict?.certificateNotAfter ?? null;
      return end !== null && Date.parse(end) - now < endingMs;
    }
    case 'tlsFailures':
      return traffic.tlsFailures > 0;
    case 'waiting':
      return traffic.waiting > 0;
    case 'disabled':
      return !rule.enabled;
    case 'strict':
    case 'relaxed':
    case 'pinned':
    case 'watch':
      return rule.mode === part;
    default:
      return assertNever(part);
  }
}

/** Of a wildcard, or of a rule for mail that comes in, there is no server that could be asked. */
function hasServers({ pattern, direction }: Rule): boolean {
  return direction !== 'inbound' && !pattern.startsWith('*.');
}

/** What needs the admin comes first. */
const verdictRank = { 'not-valid': 0, unknown: 1, valid: 3 } as const;
const directionRank = { both: 0, inbound: 1, outbound: 2 } as const;

function sortKey({ rule, verdict, traffic }: RuleFacts, sort: RuleSortKey): string | number | null {
  switch (sort) {
    case 'pattern':
      return domainKey(rule);
    case 'mode':
      return ruleModes.indexOf(rule.mode);
    case 'direction':
      return directionRank[rule.direction];
    case 'minVersion':
      return tlsVersions.indexOf(rule.minVersion);
    case 'verdict':
      return verdict === null ? 2 : verdictRank[verdict.result];
    case 'mail':
    case 'tlsFailures':
    case 'waiting':
      return traffic[sort];
    case 'certificate':
      return verdict?.certificateNotAfter ?? null;
    case 'note':
      return rule.note === '' ? null : naturalKey(rule.note.toLowerCase());
    case 'enabled':
      return rule.enabled ? 0 : 1;
    default:
      return assertNever(sort);
  }
}

/** A wildcard stands right after its domain, `firm10` after `firm2`. */
function domainKey({ displayPattern }: Rule): string {
  return naturalKey(displayPattern.startsWith('*.') ? `${displayPattern.slice(2)}*` : displayPattern);
}
