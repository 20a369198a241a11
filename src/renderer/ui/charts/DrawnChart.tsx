import '@mantine/charts/styles.css';
import { BarChart, LineChart } from '@mantine/charts';
import { useId } from 'react';
import type { ChartSeries, TimeChartProps } from './chart.types.ts';
import { pointText, tickText } from './timeRange.ts';

const colors: Record<ChartSeries['tone'], string> = {
  good: 'var(--app-good)',
  wait: 'var(--app-wait)',
  bad: 'var(--app-bad)',
  plain: 'var(--app-plain)',
  link: 'var(--app-link)',
};

/** Room for half of the topmost label and for the line at the very top. */
const margin = { top: 8, right: 4 };

/** The chart itself. Nothing in it moves, so there is nothing to still for those who ask for less motion. */
export default function DrawnChart(props: TimeChartProps) {
  const { kind, series, points, range, format, formatAxis = format, max, height = 150 } = props;
  const id = useId();
  const shared = {
    h: height,
    data: points.map(({ at, values }) => ({ at, ...values })),
    dataKey: 'at',
    series: series.map(({ key, name, tone }) => ({ name: key, label: name, color: colors[tone] })),
    valueFormatter: format,
    gridAxis: 'x' as const,
    tickLine: 'none' as const,
    tooltipAnimationDuration: 0,
    xAxisProps: {
      tickFormatter: (at: string) => tickText(at, range),
      minTickGap: 36,
      interval: 'preserveStartEnd' as const,
    },
    yAxisProps: {
      width: 46,
      tickFormatter: formatAxis,
      allowDecimals: false,
      tickCount: max === undefined ? 4 : 3,
      domain: [0, max ?? 'auto'] as [number, number | 'auto'],
    },
    tooltipProps: { labelFormatter: (at: unknown) => (typeof at === 'string' ? pointText(at, range) : '') },
  };
  if (kind === 'bars') {
    return (
      <BarChart
        {...shared}
        type="stacked"
        barChartProps={{ accessibilityLayer: false, barCategoryGap: '18%', margin }}
        barProps={({ name }) => {
          const look = series.find(({ key }) => key === name)?.look ?? 'solid';
          return { isAnimationActive: false, ...(look === 'solid' ? {} : { fill: `url(#${id}-${name})` }) };
        }}
      >
        <defs>
          {series.map((one) => (
            <Pattern key={one.key} id={`${id}-${one.key}`} series={one} />
          ))}
        </defs>
      </BarChart>
    );
  }
  return (
    <LineChart
      {...shared}
      curveType={kind === 'steps' ? 'stepAfter' : 'linear'}
      withDots={false}
      strokeWidth={2}
      connectNulls={false}
      lineChartProps={{ accessibilityLayer: false, margin }}
      lineProps={({ name }) => {
        const look = series.find(({ key }) => key === name)?.look ?? 'solid';
        const dashes = { solid: '0', hatched: '7 4', dotted: '2 3' }[look];
        // A value between two that are not known is a point without a line.
        return { isAnimationActive: false, strokeDasharray: dashes, dot: { r: 1.5 } };
      }}
    />
  );
}

function Pattern({ id, series: { tone, look } }: { id: string; series: ChartSeries }) {
  if (look === 'solid') return null;
  const color = colors[tone];
  return (
    <pattern id={id} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width={6} height={6} fill={color} fillOpacity={0.25} />
      {look === 'hatched' ? <rect width={3} height={6} fill={color} /> : <circle cx={3} cy={3} r={1.7} fill={color} />}
    </pattern>
  );
}
