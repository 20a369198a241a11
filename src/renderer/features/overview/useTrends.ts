import { useEffect, useState } from 'react';
import type { HistorySeries } from '../../../shared/contract/history.ts';
import type { QueueDepthPoint } from '../../../shared/contract/queue.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import { createRefresher } from '../../stores/refresher.ts';
import type { TimeRange } from '../../ui/charts/chart.types.ts';
import { boundsOf } from '../../ui/charts/timeRange.ts';

export interface Trends {
  /** The one that was read, which may be another than is asked for now. */
  range: TimeRange;
  series: HistorySeries;
  depth: readonly QueueDepthPoint[];
}

/** Time goes on without any mail, too. */
const tickMs = 30_000;

/** What the charts show, kept fresh. Null until it is known; kept while there is no engine. */
export function useTrends(range: TimeRange): Trends | null {
  const { engine } = useAppStores();
  const [trends, setTrends] = useState<Trends | null>(null);

  useEffect(() => {
    let current = true;
    const read = async () => {
      const bounds = boundsOf(range, Date.now());
      try {
        const [series, { points }] = await Promise.all([
          engine.call('history.series', bounds),
          engine.call('queue.depth', bounds),
        ]);
        if (current) setTrends({ range, series, depth: points });
      } catch {
        // Without an engine the banner says so, and the next connection reads again.
      }
    };
    const refresher = createRefresher(read);
    const stops = [
      engine.subscribe('queue.changed', {}, refresher.soon),
      engine.onConnected(() => void refresher.now()),
    ];
    const timer = setInterval(refresher.soon, tickMs);
    return () => {
      current = false;
      clearInterval(timer);
      refresher.stop();
      for (const stop of stops) stop();
    };
  }, [engine, range]);

  return trends;
}
