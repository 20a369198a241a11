import { SegmentedControl } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import type { HistorySeries } from '../../../shared/contract/history.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import type { ChartSeries, TimeRange } from '../../ui/charts/chart.types.ts';
import { TimeChart } from '../../ui/charts/TimeChart.tsx';
import { boundsOf, rangeWords } from '../../ui/charts/timeRange.ts';
import { wholeNumber } from '../../ui/quantity.ts';
import { trafficPoints, trafficSummary } from './traffic.ts';

const series: ChartSeries[] = [
  { key: 'delivered', name: 'Delivered', tone: 'good', look: 'solid' },
  { key: 'tlsFailures', name: 'TLS failures', tone: 'bad', look: 'hatched' },
  { key: 'otherFailures', name: 'Other failures', tone: 'wait', look: 'dotted' },
];
const ranges: readonly TimeRange[] = ['day', 'week'];
const refreshAfterMs = 1000;

/** What became of the mail that a pattern covers, over a day or a week. */
export function DomainChart({ pattern }: { pattern: string }) {
  const [range, setRange] = useState<TimeRange>('day');
  const found = useSeries(pattern, range);
  const points = useMemo(() => trafficPoints(found?.buckets ?? []), [found]);
  return (
    <section className="panel" aria-labelledby="deliveriesTitle">
      <div className="panelHead">
        <h2 className="panelTitle" id="deliveriesTitle">
          Deliveries and failures
        </h2>
        <SegmentedControl
          size="xs"
          aria-label="Time shown"
          value={range}
          onChange={(value) => setRange(ranges.find((one) => one === value) ?? 'day')}
          data={ranges.map((value) => ({ value, label: rangeWords[value].name }))}
        />
      </div>
      <TimeChart
        title={`Tries ${rangeWords[range].last}`}
        summary={found === null ? '' : trafficSummary(found.buckets)}
        kind="bars"
        series={series}
        points={points}
        range={range}
        format={wholeNumber}
      />
    </section>
  );
}

/** Read anew as mail moves. The last one stays while another is read. */
function useSeries(pattern: string, range: TimeRange): HistorySeries | null {
  const { engine } = useAppStores();
  const [found, setFound] = useState<HistorySeries | null>(null);

  useEffect(() => {
    let current = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = () => {
      timer = undefined;
      engine.call('history.series', { ...boundsOf(range, Date.now()), pattern }).then(
        (series) => current && setFound(series),
        // It is read again with the next connection; the banner tells that there is none.
        () => {},
      );
    };
    const soon = () => {
      timer ??= setTimeout(read, refreshAfterMs);
    };
    const stops = [engine.subscribe('queue.changed', {}, soon), engine.onConnected(read)];
    return () => {
      current = false;
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [engine, pattern, range]);

  return found;
}
