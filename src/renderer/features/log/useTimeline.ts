import { useEffect, useState } from 'react';
import type { HistoryTimeline } from '../../../shared/contract/history.ts';
import { useAppStores } from '../../stores/appStores.tsx';

/** Everything that happened to a message, and what happens to it while one looks. Null until it is known. */
export function useTimeline(queueId: string | null): HistoryTimeline | null {
  const { engine } = useAppStores();
  const [found, setFound] = useState<{ queueId: string; timeline: HistoryTimeline } | null>(null);

  useEffect(() => {
    if (queueId === null) return;
    let current = true;
    const read = () =>
      engine.call('history.timeline', { queueId }).then(
        (timeline) => current && setFound({ queueId, timeline }),
        // The banner of the page says that the engine does not answer; what is known stays.
        () => {},
      );
    const stopEvents = engine.subscribe('history.tail', { filter: { queueId } }, () => void read());
    const stopConnected = engine.onConnected(() => void read());
    return () => {
      current = false;
      stopEvents();
      stopConnected();
    };
  }, [queueId, engine]);

  return found?.queueId === queueId ? found.timeline : null;
}
