import { isDeepStrictEqual } from 'node:util';
import { ContractError } from '../../../shared/contract/errors.ts';
import type { Rule } from '../../../shared/contract/rule.ts';
import type { RememberedRule, RuleRevision, UndoLog } from '../policy/undoLog.ts';
import type { ApiContext } from './context.ts';

export interface RuleUndo {
  /** These rules with what was found for them, before they are changed. */
  look(rules: readonly Rule[]): RememberedRule[];
  /** Returns what `undo` takes. */
  remember(revision: RuleRevision): string;
  /** @throws {ContractError} `not-found` where nothing is remembered, `conflict` where it was changed again since */
  undo(undoId: string): Promise<{ count: number }>;
}

/** Puts back all of what a change or a removal took away, or nothing. */
export function createRuleUndo(context: ApiContext, log: UndoLog): RuleUndo {
  const { book, store, prober } = context.rules;

  const refuseIfChanged = ({ before, after }: RuleRevision) => {
    const left = new Map(after.map((rule) => [rule.id, rule]));
    for (const rule of after) {
      if (!isDeepStrictEqual(book.get(rule.id), rule)) throw changedSince(rule);
    }
    const patterns = Map.groupBy(book.list(), ({ pattern }) => pattern);
    for (const { rule } of before) {
      if (book.get(rule.id) && !left.has(rule.id)) throw changedSince(rule);
      // What takes the place of the removed one may have been added since.
      const taken = (patterns.get(rule.pattern) ?? []).some(({ id }) => !left.has(id));
      if (taken && !left.has(rule.id)) throw changedSince(rule);
    }
  };

  return {
    look: (rules) => rules.map((rule) => ({ rule, verdict: prober.verdictOf(rule.id) })),
    remember(revision) {
      const undoId = context.newId();
      log.remember(undoId, revision);
      return undoId;
    },
    async undo(undoId) {
      const revision = log.get(undoId);
      if (!revision) {
        throw new ContractError({
          code: 'not-found',
          field: 'undoId',
          message: 'This can no longer be undone: too much was changed since, or the engine was started anew.',
        });
      }
      refuseIfChanged(revision);
      const { before, after } = revision;
      const kept = new Set(before.map(({ rule }) => rule.id));
      const patterns = new Set([...before.map(({ rule }) => rule), ...after].map(({ pattern }) => pattern));
      await context.writer.write(() => {
        for (const { id } of after) if (!kept.has(id)) store.remove(id);
        for (const { rule, verdict } of before) {
          store.save(rule);
          if (verdict) prober.restore(rule.id, verdict);
        }
        context.queue.admin.makePatternsDue(patterns, context.clock.now());
        context.writer.afterCommit(() => book.replace(store.list()));
      });
      log.forget(undoId);
      prober.check(before.filter(({ verdict }) => verdict === null).map(({ rule }) => rule));
      context.rules.changed();
      context.wakeScheduler();
      context.queueChanged();
      return { count: Math.max(before.length, after.length) };
    },
  };
}

function changedSince({ displayPattern }: Rule): ContractError {
  return new ContractError({
    code: 'conflict',
    field: 'undoId',
    message: `${displayPattern} was changed again since. Nothing was undone.`,
  });
}
