import { useEffect, useState } from 'react';
import type { HistoryEntry } from '../../../shared/contract/history.ts';
import type { QueuedMessage } from '../../../shared/contract/queue.ts';
import { refusalOfError } from '../../client/engineConnection.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import { createRefresher } from '../../stores/refresher.ts';

export interface MessageNow {
  message: QueuedMessage;
  headers: string | null;
  /** Newest first. */
  entries: readonly HistoryEntry[];
  /** It has left the queue; `message` is how it was last seen. */
  isGone: boolean;
}

const maxEntries = 200;

/** One message as it is now, and what happened to it, for as long as it is looked at. */
export function useQueuedMessage(first: QueuedMessage): MessageNow {
  const { engine } = useAppStores();
  const [now, setNow] = useState<MessageNow>({ message: first, headers: null, entries: [], isGone: false });
  const { queueId } = first;

  useEffect(() => {
    let current = true;
    const read = async () => {
      const [found, history] = await Promise.allSettled([
        engine.call('queue.get', { queueId }),
        engine.call('history.query', { filter: { queueId }, limit: maxEntries }),
      ]);
      if (!current) return;
      setNow((before) => ({
        ...before,
        ...(found.status === 'fulfilled'
          ? { ...found.value, isGone: false }
          : { isGone: refusalOfError(found.reason).code === 'not-found' }),
        ...(history.status === 'fulfilled' ? { entries: history.value.entries } : {}),
      }));
    };
    const refresher = createRefresher(read);
    const stopEvents = engine.subscribe('queue.changed', {}, refresher.soon);
    const stopConnected = engine.onConnected(() => void refresher.now());
    return () => {
      current = false;
      stopEvents();
      stopConnected();
      refresher.stop();
    };
  }, [engine, queueId]);

  return now;
}
