import { useEffect, useState } from 'react';
import type { QueuedMessage, QueueSelection } from '../../../shared/contract/queue.ts';
import type { EngineConnection } from '../../client/engineConnection.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import { useRound, type Watch } from './useRound.ts';

/** Of one domain, as many as a glance takes in. */
const maxShown = 8;
/** Below a wildcard: each is looked at, for names that only hold the pattern somewhere are none of it. */
const maxRead = 1000;
const refreshAfterMs = 400;

export interface DomainQueue {
  /** Null until the first answer. */
  messages: readonly QueuedMessage[] | null;
  total: number;
  /** All of them, for a command. */
  selection: QueueSelection;
  refresh(): void;
}

interface Found {
  messages: readonly QueuedMessage[];
  total: number;
}

const watch: Watch = (engine, _refresh, soon) => [engine.subscribe('queue.changed', {}, soon)];

/** The messages that wait for what a pattern covers, kept fresh. */
export function useDomainQueue(pattern: string): DomainQueue {
  const { engine } = useAppStores();
  const [found, setFound] = useState<Found | null>(null);
  const { round, refresh } = useRound(engine, watch, refreshAfterMs);

  useEffect(() => {
    let current = true;
    readQueue(engine, pattern).then(
      (read) => current && setFound(read),
      // It is read again with the next connection; the banner tells that there is none.
      () => {},
    );
    return () => {
      current = false;
    };
  }, [engine, pattern, round]);

  const messages = found?.messages ?? null;
  const selection = isWildcard(pattern)
    ? { queueIds: (messages ?? []).map(({ queueId }) => queueId) }
    : { domain: pattern };
  return { messages: messages?.slice(0, maxShown) ?? null, total: found?.total ?? 0, selection, refresh };
}

async function readQueue(engine: EngineConnection, pattern: string): Promise<Found> {
  if (!isWildcard(pattern)) return engine.call('queue.list', { filter: { ofDomain: pattern }, limit: maxShown });
  const suffix = pattern.slice(1);
  const page = await engine.call('queue.list', { filter: { domain: suffix }, limit: maxRead });
  const messages = page.messages.filter(({ recipients }) => recipients.some(({ domain }) => domain.endsWith(suffix)));
  return { messages, total: messages.length };
}

function isWildcard(pattern: string): boolean {
  return pattern.startsWith('*.');
}
