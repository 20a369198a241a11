import type { Rule } from '../../../shared/contract/rule.ts';
import type { MessageDirection } from '../../../shared/domain/direction.ts';
import { createMatcher } from './matcher.ts';

/** The rules in memory, ready to be matched: replaced as a whole after each change. */
export interface RuleBook {
  list(): readonly Rule[];
  get(id: string): Rule | null;
  /** The rule for mail to (outbound) or from (inbound) a domain: enabled ones only, the longest match wins. */
  match(direction: MessageDirection, domain: string): Rule | null;
  replace(rules: readonly Rule[]): void;
}

export function createRuleBook(initial: readonly Rule[]): RuleBook {
  const build = (rules: readonly Rule[]) => {
    const matcherFor = (direction: MessageDirection) =>
      createMatcher(
        rules
          .filter((rule) => rule.enabled && (rule.direction === direction || rule.direction === 'both'))
          .map((rule) => ({ pattern: rule.pattern, value: rule })),
      );
    return {
      rules,
      byId: new Map(rules.map((rule) => [rule.id, rule])),
      outbound: matcherFor('outbound'),
      inbound: matcherFor('inbound'),
    };
  };
  let book = build(initial);

  return {
    list: () => book.rules,
    get: (id) => book.byId.get(id) ?? null,
    match: (direction, domain) => book[direction].match(domain),
    replace(rules) {
      book = build(rules);
    },
  };
}
