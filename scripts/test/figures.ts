import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { inCheckout } from '../checkout.ts';
import { freshResultFile } from './resultFile.ts';

const lineSchema = z.object({ topic: z.string(), figures: z.record(z.string(), z.number()) });

/** Topic → name → sum. */
export type Figures = Map<string, Map<string, number>>;

export function freshFiguresFile(): string {
  return freshResultFile('figures');
}

/** What tests wrote with `reportFigures`; empty where none did. */
export function readFigures(file = inCheckout('.cache', 'figures.json')): Figures {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // No test that tries so much was among those that ran.
  }
  return addFigures(text);
}

/** One JSON object a line. @throws {Error} where a line is none */
export function addFigures(text: string): Figures {
  const sums: Figures = new Map();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const { topic, figures } = lineSchema.parse(JSON.parse(line));
    const ofTopic = sums.get(topic) ?? new Map<string, number>();
    sums.set(topic, ofTopic);
    for (const [name, value] of Object.entries(figures)) ofTopic.set(name, (ofTopic.get(name) ?? 0) + value);
  }
  return sums;
}

/** A line a topic. */
export function describeFigures(figures: Figures): string[] {
  const width = Math.max(0, ...[...figures.keys()].map((topic) => topic.length));
  return [...figures].map(
    ([topic, values]) =>
      `${topic.padEnd(width)}  ${[...values].map(([name, value]) => `${value.toLocaleString('en')} ${name}`).join(', ')}`,
  );
}
