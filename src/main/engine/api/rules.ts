import { ContractError } from '../../../shared/contract/errors.ts';
import type { ListedRule, Rule, RuleInput } from '../../../shared/contract/rule.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import { lookupKey } from '../policy/domainName.ts';
import { createMatcher } from '../policy/matcher.ts';
import { readPastedList } from '../policy/pastedList.ts';
import { checkRule } from '../policy/ruleCheck.ts';
import type { ApiContext } from './context.ts';
import { createTurns } from './turns.ts';

type RuleHandlers = Pick<
  CommandHandlers,
  'rules.list' | 'rules.get' | 'rules.check' | 'rules.save' | 'rules.saveMany' | 'rules.remove'
>;

export function createRuleHandlers(context: ApiContext): RuleHandlers {
  const { book, store } = context.rules;
  const takeTurn = createTurns();
  const withVerdict = (rule: Rule): ListedRule => ({ ...rule, verdict: context.rules.prober.verdictOf(rule.id) });

  /** Saves all or none. Mail that waits for a domain whose rule changed is due at once. */
  const saveAll = async (
    inputs: readonly RuleInput[],
    fieldOf: (index: number, field: string) => string,
  ): Promise<Rule[]> => {
    const now = context.clock.now();
    const byPattern = Map.groupBy(book.list(), ({ pattern }) => pattern);
    const saved: Rule[] = [];
    const touched = new Set<string>();
    for (const [index, input] of inputs.entries()) {
      const rule = toRule(input, index);
      const samePattern = (byPattern.get(rule.pattern) ?? []).filter(({ id }) => id !== rule.id);
      const clash = samePattern.some((other) => overlaps(other, rule));
      if (clash) {
        throw new ContractError({
          code: 'duplicate',
          field: fieldOf(index, 'pattern'),
          message: `${rule.displayPattern} is already listed.`,
        });
      }
      byPattern.set(rule.pattern, [...samePattern, rule]);
      const before = book.get(rule.id);
      if (before) touched.add(before.pattern);
      touched.add(rule.pattern);
      saved.push(rule);
    }
    await context.writer.write(() => {
      for (const rule of saved) store.save(rule);
      for (const pattern of touched) context.queue.admin.makePatternDue(pattern, now);
      context.writer.afterCommit(() => book.replace(store.list()));
    });
    context.rules.prober.check(saved);
    context.rules.changed();
    context.wakeScheduler();
    context.queueChanged();
    return saved;

    function toRule(input: RuleInput, index: number): Rule {
      const existing = input.id === undefined ? null : book.get(input.id);
      if (input.id !== undefined && !existing) throw notFound(fieldOf(index, 'id'));
      const checked = checkRule(input, existing);
      if (!checked.ok) {
        const { field, ...refusal } = checked.refusal;
        throw new ContractError({ ...refusal, ...(field === undefined ? {} : { field: fieldOf(index, field) }) });
      }
      const at = new Date(now).toISOString();
      return {
        ...checked.rule,
        id: existing?.id ?? context.newId(),
        createdAt: existing?.createdAt ?? at,
        updatedAt: at,
      };
    }
  };

  return {
    'rules.list': ({ search }) => {
      const all = book.list();
      const found = search === undefined ? all : all.filter((rule) => isFoundBy(rule, search));
      return { rules: found.map(withVerdict), total: all.length };
    },
    'rules.get': ({ id }) => {
      const rule = book.get(id);
      if (!rule) throw notFound('id');
      return { rule: withVerdict(rule) };
    },
    'rules.check': ({ text }) => {
      const patterns = book.list().map(({ pattern }) => pattern);
      const covering = createMatcher(patterns.map((pattern) => ({ pattern, value: pattern })));
      return { lines: readPastedList(text, new Set(patterns), covering) };
    },
    'rules.save': async (input) => {
      const [rule] = await takeTurn(() => saveAll([input], (_, field) => field));
      if (!rule) throw new Error('One input gives one rule.');
      return { rule };
    },
    'rules.saveMany': async ({ rules }) => ({
      rules: await takeTurn(() => saveAll(rules, (index, field) => `rules.${index}.${field}`)),
    }),
    'rules.remove': ({ ids }) =>
      takeTurn(async () => {
        const now = context.clock.now();
        const removed = ids.map((id) => book.get(id)).filter((rule) => rule !== null);
        if (removed.length === 0) throw notFound('ids');
        await context.writer.write(() => {
          for (const rule of removed) {
            store.remove(rule.id);
            context.queue.admin.makePatternDue(rule.pattern, now);
          }
          context.writer.afterCommit(() => book.replace(store.list()));
        });
        context.rules.changed();
        context.wakeScheduler();
        context.queueChanged();
        return { count: removed.length };
      }),
  };
}

/** Two rules for one pattern may stand side by side only where one is for mail out and the other for mail in. */
function overlaps(a: Rule, b: Rule): boolean {
  return a.direction === b.direction || a.direction === 'both' || b.direction === 'both';
}

/** A part of the pattern or the note, or a name that the pattern covers. */
function isFoundBy(rule: Rule, search: string): boolean {
  const text = search.trim().toLowerCase();
  if (text === '') return true;
  if ([rule.pattern, rule.displayPattern, rule.note].some((field) => field.toLowerCase().includes(text))) return true;
  return rule.pattern.startsWith('*.') && lookupKey(text).endsWith(rule.pattern.slice(1));
}

function notFound(field: string): ContractError {
  return new ContractError({
    code: 'not-found',
    field,
    message: 'There is no such rule. Somebody may have deleted it.',
  });
}
