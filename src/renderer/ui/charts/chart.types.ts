/** One line or one part of the bars. Its look tells it apart without its colour, too. */
export interface ChartSeries {
  key: string;
  name: string;
  tone: 'good' | 'wait' | 'bad' | 'plain' | 'link';
  look: 'solid' | 'hatched' | 'dotted';
}

/** A bucket of time. Null is "not known", which draws nothing. */
export interface ChartPoint {
  /** ISO. */
  at: string;
  values: Record<string, number | null>;
}

export interface TimeChartProps {
  /** What it shows: the caption, and the name of its table. */
  title: string;
  /** One sentence with what matters of it. */
  summary?: string;
  kind: 'bars' | 'line' | 'steps';
  series: readonly ChartSeries[];
  points: readonly ChartPoint[];
  range: TimeRange;
  /** For tooltip and table, and for the axis where nothing else is given. */
  format(value: number): string;
  /** Shorter, for the axis alone. */
  formatAxis?(value: number): string;
  /** Upper end of the axis; else the largest value. */
  max?: number;
  height?: number;
}

export const timeRanges = ['hour', 'day', 'week'] as const;
export type TimeRange = (typeof timeRanges)[number];
