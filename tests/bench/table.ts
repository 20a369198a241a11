import type { Measured } from './measure.ts';
import type { ProductName } from './products.ts';
import type { Workload } from './workloads.ts';

/** All rounds of one work: the two products by turns. */
export interface Result {
  workload: Pick<Workload, 'name' | 'what' | 'goal'>;
  rounds: Record<ProductName, Measured>[];
}

/** Middle, least and most of one figure over the rounds. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (place: number) => sorted[place] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return { median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, min: at(0), max: at(sorted.length - 1) };
}

/** How many times Postfix's rate, round by round: what the machine did meanwhile was the same for both. */
export function ratioOf({ rounds }: Result): Spread {
  return spreadOf(rounds.map(({ sealpost, postfix }) => sealpost.messagesPerSecond / postfix.messagesPerSecond));
}

/** As Markdown, for docs/performance.md. */
export function formatTable(results: readonly Result[]): string {
  const head = [
    ['work (5 KB messages, durable)', 'Postfix/s', 'Sealpost/s', 'ratio (min to max)', 'goal'],
    ['CPU ms per message, P : S', 'RSS MB, P : S', 'PSS MB, P : S'],
  ].flat();
  return [row(head), row(head.map(() => '---')), ...results.map((result) => row(cellsOf(result)))].join('\n');
}

function cellsOf(result: Result): string[] {
  const median = (name: ProductName, field: keyof Measured) =>
    spreadOf(result.rounds.map((round) => round[name][field])).median;
  const both = (field: keyof Measured, format: (value: number) => string) =>
    `${format(median('postfix', field))} : ${format(median('sealpost', field))}`;
  const ratio = ratioOf(result);
  return [
    result.workload.what,
    median('postfix', 'messagesPerSecond').toFixed(0),
    median('sealpost', 'messagesPerSecond').toFixed(0),
    `**${ratio.median.toFixed(2)}** (${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)})`,
    `${result.workload.goal} ${ratio.median >= result.workload.goal ? 'met' : 'missed'}`,
    both('cpuMsPerMessage', (value) => value.toFixed(2)),
    both('rssBytes', megabytes),
    both('pssBytes', megabytes),
  ];
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
