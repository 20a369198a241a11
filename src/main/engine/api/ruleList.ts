import type { Rule } from '../../../shared/contract/rule.ts';
import type { FoundRules, RuleRow, RuleTraffic } from '../../../shared/contract/ruleList.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import { findRules, type RuleFacts, searchedName } from '../policy/findRules.ts';
import type { ApiContext } from './context.ts';

type RuleListHandlers = Pick<CommandHandlers, 'rules.find' | 'rules.rows'>;

const defaultRows = 100;

/** The list of domains as it is looked at. A screenful travels, however many rules there are. */
export function createRuleListHandlers(context: ApiContext): RuleListHandlers {
  const { book, prober } = context.rules;
  const noTraffic: RuleTraffic = { waiting: 0 };

  /** By rule: each domain's mail counts for the rule that holds for it. */
  const readTraffic = (): Map<string, RuleTraffic> => {
    const byRule = new Map<string, RuleTraffic>();
    for (const [domain, messages] of context.queue.admin.waitingByDomain()) {
      const rule = book.match('outbound', domain);
      if (!rule) continue;
      const sum = byRule.get(rule.id) ?? { ...noTraffic };
      sum.waiting += messages;
      byRule.set(rule.id, sum);
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
    'rules.rows': ({ ids }) => ({
      rows: factsOf(ids.map((id) => book.get(id)).filter((rule) => rule !== null)).map(rowOf),
    }),
  };

  /** The rules in force for mail to and from a name, where that is not their own pattern. */
  function coveringOf(name: string): FoundRules['covering'] {
    const rules = [book.match('outbound', name), book.match('inbound', name)];
    const ids = rules.filter((rule) => rule !== null).flatMap(({ id, pattern }) => (pattern === name ? [] : [id]));
    return ids.length === 0 ? null : { name, ids: [...new Set(ids)] };
  }
}

function rowOf({ rule, verdict, traffic }: RuleFacts): RuleRow {
  return { ...rule, verdict, traffic };
}
