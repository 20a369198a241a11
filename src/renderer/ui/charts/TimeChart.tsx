import { lazy, Suspense } from 'react';
import { ChartTable } from './ChartTable.tsx';
import type { TimeChartProps } from './chart.types.ts';

/** The library that draws is as large as the rest of the page, and the page does not wait for it. */
const DrawnChart = lazy(() => import('./DrawnChart.tsx').catch(() => ({ default: NotDrawn })));

/** Where the library did not come, as when the engine that serves it was away: the rest of the page stays. */
function NotDrawn() {
  return <p className="quieter">The chart could not be loaded. Open the window again to see it.</p>;
}

/** Numbers over time, drawn for the eye and as a table for those who listen. */
export function TimeChart(props: TimeChartProps) {
  const { title, summary, series, height = 150 } = props;
  return (
    <figure className="chart">
      <figcaption className="chartHead">
        <span className="chartTitle">{title}</span>
        {summary !== undefined && <span className="chartSummary">{summary}</span>}
      </figcaption>
      <div aria-hidden className="chartDrawing" style={{ height }}>
        <Suspense fallback={null}>
          <DrawnChart {...props} height={height} />
        </Suspense>
      </div>
      {series.length > 1 && (
        <ul className="chartLegend" aria-hidden>
          {series.map(({ key, name, tone, look }) => (
            <li key={key}>
              <span className="chartSwatch" data-chart-tone={tone} data-look={look} />
              {name}
            </li>
          ))}
        </ul>
      )}
      <ChartTable {...props} />
    </figure>
  );
}
