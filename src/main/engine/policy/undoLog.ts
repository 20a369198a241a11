import type { Rule } from '../../../shared/contract/rule.ts';
import type { RuleVerdict } from '../../../shared/contract/verdict.ts';

/** A rule as it was before a change. */
export interface RememberedRule {
  rule: Rule;
  verdict: RuleVerdict | null;
}

/** One change of one or many rules: what was before it, and what it left. A rule that is in one of the two only was added or removed. */
export interface RuleRevision {
  before: readonly RememberedRule[];
  after: readonly Rule[];
}

export interface UndoLog {
  remember(undoId: string, revision: RuleRevision): void;
  get(undoId: string): RuleRevision | null;
  forget(undoId: string): void;
}

/** In memory: an undo is for the minutes after a slip, not for a restart. The oldest is forgotten first. */
export function createUndoLog(maxRules = 40_000): UndoLog {
  const revisions = new Map<string, RuleRevision>();
  let held = 0;
  const sizeOf = ({ before, after }: RuleRevision) => before.length + after.length;
  const forget = (undoId: string) => {
    const revision = revisions.get(undoId);
    if (!revision) return;
    held -= sizeOf(revision);
    revisions.delete(undoId);
  };
  return {
    remember(undoId, revision) {
      revisions.set(undoId, revision);
      held += sizeOf(revision);
      for (const oldest of revisions.keys()) {
        if (held <= maxRules || oldest === undoId) break;
        forget(oldest);
      }
    },
    get: (undoId) => revisions.get(undoId) ?? null,
    forget,
  };
}
