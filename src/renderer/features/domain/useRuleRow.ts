import { useEffect, useState } from 'react';
import type { Refusal } from '../../../shared/contract/errors.ts';
import type { RuleRow } from '../../../shared/contract/ruleList.ts';
import { refusalOfError } from '../../client/engineConnection.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import { useRound, type Watch } from './useRound.ts';

export interface ShownRule {
  /** Null until it was read. */
  rule: RuleRow | null;
  /** It was read, and there is no such rule. */
  isGone: boolean;
  refusal: Refusal | null;
  refresh(): void;
}

/** The queue changes with every message; a count need not be younger than this. */
const refreshAfterMs = 500;

const unread: Omit<ShownRule, 'refresh'> = { rule: null, isGone: false, refusal: null };

const watch: Watch = (engine, refresh, soon) => [
  engine.subscribe('rules.changed', {}, refresh),
  engine.subscribe('queue.changed', {}, soon),
  engine.subscribe('traffic.changed', {}, soon),
];

/** One rule with its verdict and its counts, kept fresh. */
export function useRuleRow(id: string): ShownRule {
  const { engine } = useAppStores();
  const [read, setRead] = useState<Omit<ShownRule, 'refresh'> & { id: string }>({ id, ...unread });
  // What was read of another rule is not this one, not even until the answer comes.
  const { rule, isGone, refusal } = read.id === id ? read : unread;
  const { round, refresh } = useRound(engine, watch, refreshAfterMs);

  useEffect(() => {
    let current = true;
    engine.call('rules.rows', { ids: [id] }).then(
      ({ rows: [row] }) => current && setRead({ id, rule: row ?? null, isGone: row === undefined, refusal: null }),
      (error: unknown) =>
        current &&
        setRead((before) => ({ ...(before.id === id ? before : unread), id, refusal: refusalOfError(error) })),
    );
    return () => {
      current = false;
    };
  }, [engine, id, round]);

  return { rule, isGone, refusal, refresh };
}
