import type { TimeChartProps } from './chart.types.ts';
import { pointText } from './timeRange.ts';

/** A chart in words, for screen readers. Buckets in which nothing happened are left out. */
export function ChartTable({ title, series, points, range, format }: TimeChartProps) {
  const told = points.filter(({ values }) => series.some(({ key }) => (values[key] ?? 0) !== 0));
  if (told.length === 0) return <p className="visuallyHidden">{title}: nothing to show.</p>;
  return (
    <table className="visuallyHidden">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">From</th>
          {series.map(({ key, name }) => (
            <th scope="col" key={key}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {told.map(({ at, values }) => (
          <tr key={at}>
            <th scope="row">{pointText(at, range)}</th>
            {series.map(({ key }) => (
              <td key={key}>{valueText(values[key] ?? null, format)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function valueText(value: number | null, format: (value: number) => string): string {
  return value === null ? 'not known' : format(value);
}
