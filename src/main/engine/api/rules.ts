import { ContractError } from '../../../shared/contract/errors.ts';
import type { ListedRule, Rule, RuleInput } from '../../../shared/contract/rule.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import { lookupKey } from '../policy/domainName.ts';
import { createMatcher } from '../policy/matcher.ts';
import { readPastedList } from '../policy/pastedList.ts';
import { checkRule } from '../policy/ruleCheck.ts';
import { createUndoLog } from '../policy/undoLog.ts';
import type { ApiContext } from './context.ts';
import { createRuleExchangeHandlers } from './ruleExchange.ts';
import { createRuleListHandlers } from './ruleList.ts';
import { createRuleUndo } from './ruleUndo.ts';
import { createTurns } from './turns.ts';

type RuleHandlers = Pick<
  CommandHandlers,
  | 'rules.list'
  | 'rules.get'
  | 'rules.check'
  | 'rules.save'
  | 'rules.saveMany'
  | 'rules.remove'
  | 'rules.find'
  | 'rules.rows'
  | 'rules.names'
  | 'rules.change'
  | 'rules.undo'
  | 'rules.export'
  | 'rules.preview'
  | 'rules.import'
>;

export function createRuleHandlers(context: ApiContext): RuleHandlers {
  const { book, store } = context.rules;
  const takeTurn = createTurns();
  const undoLog = createUndoLog();
  const undo = createRuleUndo(context, undoLog);
  const withVerdict = (rule: Rule): ListedRule => ({ ...rule, verdict: context.rules.prober.verdictOf(rule.id) });

  /** Saves all or none. Mail that waits for a domain whose rule changed is due at once. */
  const saveAll = async (
    inputs: readonly RuleInput[],
    fieldOf: (index: number, field: string) => string,
  ): Promise<{ saved: Rule[]; undoId: string }> => {
    const now = context.clock.now();
    const byPattern = Map.groupBy(book.list(), ({ pattern }) => pattern);
    const saved: Rule[] = [];
    const touched = new Set<string>();
    const replaced: Rule[] = [];
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
      if (before) {
        touched.add(before.pattern);
        replaced.push(before);
      }
      touched.add(rule.pattern);
      saved.push(rule);
    }
    const before = undo.look(replaced);
    await context.writer.write(() => {
      for (const rule of saved) store.save(rule);
      context.queue.admin.makePatternsDue(touched, now);
      context.writer.afterCommit(() => book.replace(store.list()));
    });
    context.rules.prober.check(saved);
    context.rules.changed();
    context.wakeScheduler();
    context.queueChanged();
    return { saved, undoId: undo.remember({ before, after: saved }) };

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
      const { saved } = await takeTurn(() => saveAll([input], (_, field) => field));
      const [rule] = saved;
      if (!rule) throw new Error('One input gives one rule.');
      return { rule };
    },
    'rules.saveMany': async ({ rules }) => {
      const { saved, undoId } = await takeTurn(() => saveAll(rules, (index, field) => `rules.${index}.${field}`));
      return { rules: saved, undoId };
    },
    'rules.change': ({ ids, change }) =>
      takeTurn(async () => {
        const inputs = [...new Set(ids)].map((id, index): RuleInput => {
          const rule = book.get(id);
          if (!rule) throw notFound(`ids.${index}`);
          if (change.mode === 'pinned' && rule.pins.length === 0) throw withoutPin(rule, index);
          return { id, pattern: rule.pattern, ...change, mode: change.mode ?? rule.mode };
        });
        const { saved, undoId } = await saveAll(inputs, (index) => `ids.${index}`);
        return { count: saved.length, undoId };
      }),
    'rules.undo': ({ undoId }) => takeTurn(() => undo.undo(undoId)),
    'rules.remove': ({ ids }) =>
      takeTurn(async () => {
        const now = context.clock.now();
        const removed = [...new Set(ids)].map((id) => book.get(id)).filter((rule) => rule !== null);
        if (removed.length === 0) throw notFound('ids');
        const before = undo.look(removed);
        await context.writer.write(() => {
          for (const rule of removed) store.remove(rule.id);
          const patterns = new Set(removed.map(({ pattern }) => pattern));
          context.queue.admin.makePatternsDue(patterns, now);
          context.writer.afterCommit(() => book.replace(store.list()));
        });
        context.rules.changed();
        context.wakeScheduler();
        context.queueChanged();
        return { count: removed.length, undoId: undo.remember({ before, after: [] }) };
      }),
    ...createRuleListHandlers(context),
    ...createRuleExchangeHandlers(context, (work) =>
      takeTurn(() => work(async (inputs) => (await saveAll(inputs, (_, field) => field)).undoId)),
    ),
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

function withoutPin({ displayPattern }: Rule, index: number): ContractError {
  return new ContractError({
    code: 'invalid-input',
    field: `ids.${index}`,
    message: `${displayPattern} has no pin, and a pinned rule needs one. Nothing was changed.`,
  });
}

function notFound(field: string): ContractError {
  return new ContractError({
    code: 'not-found',
    field,
    message: 'There is no such rule. Somebody may have deleted it.',
  });
}
