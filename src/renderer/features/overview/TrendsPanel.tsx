import { SegmentedControl, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { isTlsFailure } from '../../../shared/domain/failureCode.ts';
import { CountBars } from '../../ui/charts/CountBars.tsx';
import { type ChartSeries, type TimeRange, timeRanges } from '../../ui/charts/chart.types.ts';
import { TimeChart } from '../../ui/charts/TimeChart.tsx';
import { rangeWords } from '../../ui/charts/timeRange.ts';
import { counted, percent, wholeNumber } from '../../ui/quantity.ts';
import { lengthOfTime } from '../../ui/time.ts';
import { failureSentences } from '../sentences/failures.ts';
import { hrefOf } from '../shell/router.ts';
import { agePoints, depthPoints, isEmpty, outcomePoints, tlsPoints, totalsOf } from './trends.ts';
import { type Trends, useTrends } from './useTrends.ts';

const outcomes: ChartSeries[] = [
  { key: 'delivered', name: 'Delivered', tone: 'good', look: 'solid' },
  { key: 'deferred', name: 'Tried, waits', tone: 'wait', look: 'hatched' },
  { key: 'failed', name: 'Failed or given up', tone: 'bad', look: 'dotted' },
];
const share: ChartSeries[] = [{ key: 'share', name: 'Sent encrypted', tone: 'good', look: 'solid' }];
const depth: ChartSeries[] = [{ key: 'messages', name: 'Messages', tone: 'link', look: 'solid' }];
const age: ChartSeries[] = [{ key: 'age', name: 'Age', tone: 'wait', look: 'hatched' }];

/** Seconds are of no interest in a queue. */
const shortestAxisMs = 60_000;

/** More would be a report; the log has them all. */
const codesShown = 5;

/** What became of mail lately. */
export function TrendsPanel() {
  const [range, setRange] = useState<TimeRange>('day');
  const trends = useTrends(range);
  return (
    <section className="panel" aria-labelledby="trendsTitle">
      <div className="trendsHead">
        <h2 className="panelTitle" id="trendsTitle">
          Mail over time
        </h2>
        <SegmentedControl
          aria-label="Time shown"
          size="xs"
          data={timeRanges.map((value) => ({ value, label: rangeWords[value].name }))}
          value={range}
          onChange={(value) => setRange(timeRanges.find((one) => one === value) ?? 'day')}
        />
      </div>
      {trends === null ? <Skeleton height={420} /> : <Charts trends={trends} />}
    </section>
  );
}

function Charts({ trends: { range, series, depth: points } }: { trends: Trends }) {
  const totals = totalsOf(series);
  const last = points.at(-1);
  const oldest = Math.max(shortestAxisMs, ...points.map(({ oldestAgeMs }) => oldestAgeMs ?? 0));
  if (isEmpty({ series, depth: points })) {
    return <p className="quieter">No mail passed {rangeWords[range].last}. What becomes of it is drawn here.</p>;
  }
  return (
    <div className="trends">
      <TimeChart
        title="Deliveries"
        summary={`${wholeNumber(totals.delivered)} delivered ${rangeWords[range].last}`}
        kind="bars"
        series={outcomes}
        points={outcomePoints(series)}
        range={range}
        format={wholeNumber}
      />
      <TimeChart
        title="Sent encrypted"
        summary={
          totals.delivered === 0
            ? 'nothing was delivered'
            : `${percent(totals.deliveredOverTls, totals.delivered)} of them`
        }
        kind="line"
        series={share}
        points={tlsPoints(series)}
        range={range}
        format={(value) => `${value} %`}
        max={100}
      />
      <TimeChart
        title="In the queue"
        summary={
          last?.messages == null
            ? 'not known yet'
            : last.messages === 0
              ? 'nothing waits'
              : `${counted(last.messages, 'message')} now`
        }
        kind="steps"
        series={depth}
        points={depthPoints(points)}
        range={range}
        format={wholeNumber}
      />
      <TimeChart
        title="Age of the oldest message"
        summary={
          last?.oldestAgeMs == null || last.messages === 0 ? 'nothing waits' : `${lengthOfTime(last.oldestAgeMs)} now`
        }
        kind="line"
        series={age}
        points={agePoints(points)}
        range={range}
        format={lengthOfTime}
        max={oldest}
        formatAxis={(value) => lengthOfTime(value).split(' ').slice(0, 2).join(' ')}
      />
      <Failures range={range} codes={series.codes} />
    </div>
  );
}

function Failures({ range, codes }: { range: TimeRange; codes: Trends['series']['codes'] }) {
  const rest = codes.slice(codesShown).reduce((sum, { count }) => sum + count, 0);
  return (
    <div className="failures">
      <p className="chartHead">
        <span className="chartTitle">Why tries failed</span>
        <span className="chartSummary">{rangeWords[range].last}</span>
      </p>
      {codes.length === 0 ? (
        <p className="quieter">No try failed.</p>
      ) : (
        <CountBars
          label="Why tries failed"
          items={codes.slice(0, codesShown).map(({ code, count }) => ({
            key: code,
            name: failureSentences[code].title,
            count,
            tone: isTlsFailure(code) ? 'wait' : 'plain',
            href: hrefOf('queue', { reason: code }),
          }))}
        />
      )}
      {rest > 0 && <p className="quieter">and {counted(rest, 'try', 'tries')} for other reasons</p>}
    </div>
  );
}
