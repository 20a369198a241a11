import { ContractError } from '../../../shared/contract/errors.ts';
import type { Rule } from '../../../shared/contract/rule.ts';
import type { CoveredName, FoundRules, RuleRow, RuleTraffic } from '../../../shared/contract/ruleList.ts';
import type { CommandHandlers, Emit } from '../../../shared/contract/server.ts';
import { findRules, type RuleFacts, searchedName } from '../policy/findRules.ts';
import { runRuleTest } from '../probe/ruleTest.ts';
import type { ApiContext } from './context.ts';

type RuleListHandlers = Pick<CommandHandlers, 'rules.find' | 'rules.rows' | 'rules.names'>;

const defaultRows = 100;
const defaultNames = 50;
const trafficAgeMs = 400;
const noTraffic: RuleTraffic = { mail: 0, tlsFailures: 0, waiting: 0 };

/** The list of domains as it is looked at. A screenful travels, however many rules there are. */
export function createRuleListHandlers(context: ApiContext): RuleListHandlers {
  const { book, prober } = context.rules;

  /** Each name with mail, and the rules in force for it: out and in may be two. */
  const readNames = (): CoveredName[] => {
    const waiting = context.queue.admin.waitingByDomain();
    const counted = context.history.domainCounts.lastWeek();
    return [...new Set([...counted.keys(), ...waiting.keys()])].map((domain) => ({
      domain,
      mail: counted.get(domain)?.mail ?? 0,
      tlsFailures: counted.get(domain)?.tlsFailures ?? 0,
      waiting: waiting.get(domain) ?? 0,
    }));
  };

  const rulesFor = (domain: string): Set<Rule> =>
    new Set([book.match('outbound', domain), book.match('inbound', domain)].filter((rule) => rule !== null));

  /** For all who look within this moment: typing a search asks again with every key. */
  let lastTraffic: { at: number; counted: number; rules: readonly Rule[]; byRule: Map<string, RuleTraffic> } | null =
    null;

  const readTraffic = (): Map<string, RuleTraffic> => {
    const now = context.clock.now();
    const rules = book.list();
    const counted = context.history.domainCounts.version();
    const isFresh = lastTraffic?.rules === rules && lastTraffic.counted === counted;
    if (lastTraffic && isFresh && Math.abs(now - lastTraffic.at) < trafficAgeMs) return lastTraffic.byRule;
    const byRule = countTraffic();
    lastTraffic = { at: now, counted, rules, byRule };
    return byRule;
  };

  const countTraffic = (): Map<string, RuleTraffic> => {
    const byRule = new Map<string, RuleTraffic>();
    // A rule that is switched off holds nothing up, but what it would be about is worth knowing.
    const off = new Map(book.list().flatMap((rule) => (rule.enabled ? [] : [[rule.pattern, rule] as const])));
    for (const { domain, mail, tlsFailures, waiting } of readNames()) {
      const wouldHold = off.get(domain);
      if (wouldHold) byRule.set(wouldHold.id, { mail, tlsFailures, waiting: 0 });
      for (const rule of rulesFor(domain)) {
        const sum = byRule.get(rule.id) ?? { ...noTraffic };
        sum.mail += mail;
        sum.tlsFailures += tlsFailures;
        if (rule.direction !== 'inbound') sum.waiting += waiting;
        byRule.set(rule.id, sum);
      }
    }
    return byRule;
  };

  const factsOf = (rules: readonly Rule[]): RuleFacts[] => {
    const traffic = readTraffic();
    return rules.map((rule) => ({
      rule,
      verdict: prober.verdictOf(rule.id),
      traffic: traffic.get(rule.id) ?? noTraffic,
    }));
  };

  return {
    'rules.find': (query) => {
      const name = searchedName(query.search);
      const covering = name === null ? null : coveringOf(name);
      const all = book.list();
      const found = findRules(factsOf(all), query, new Set(covering?.ids), context.clock.now());
      return {
        ids: found.map(({ rule }) => rule.id),
        rows: found.slice(0, query.limit ?? defaultRows).map(rowOf),
        total: all.length,
        covering,
      };
    },
    'rules.names': ({ id, limit }) => {
      const rule = book.get(id);
      if (!rule) {
        throw new ContractError({ code: 'not-found', field: 'id', message: 'There is no such rule any more.' });
      }
      const names = readNames()
        .filter(({ domain }) => rulesFor(domain).has(rule))
        .sort((a, b) => b.mail - a.mail || b.waiting - a.waiting || (a.domain < b.domain ? -1 : 1));
      return { names: names.slice(0, limit ?? defaultNames), total: names.length };
    },
    'rules.rows': ({ ids }) => ({
      rows: factsOf(ids.map((id) => book.get(id)).filter((rule) => rule !== null)).map(rowOf),
    }),
  };

  /** The rules in force for mail to and from a name, where that is not their own pattern. */
  function coveringOf(name: string): FoundRules['covering'] {
    const ids = [...rulesFor(name)].flatMap(({ id, pattern }) => (pattern === name ? [] : [id]));
    return ids.length === 0 ? null : { name, ids };
  }
}

/** The event behind "test now" for many rules; those that exist no more are left out. */
export function followRuleTest(
  { rules: { book, prober } }: ApiContext,
  { ids }: { ids: readonly string[] },
  emit: Emit<'rules.test'>,
): () => void {
  const rules = [...new Set(ids)].map((id) => book.get(id)).filter((rule) => rule !== null);
  return runRuleTest(rules, prober.test, emit);
}

function rowOf({ rule, verdict, traffic }: RuleFacts): RuleRow {
  return { ...rule, verdict, traffic };
}
