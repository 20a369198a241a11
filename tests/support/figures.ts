import { appendFileSync } from 'node:fs';

/**
 * What a test tried and found, for the table at the end of `npm test`. Figures of one topic and name are added up over
 * the run; a test that runs by itself says them at once.
 */
export function reportFigures(topic: string, figures: Readonly<Record<string, number>>): void {
  const file = process.env.SEALPOST_FIGURES_FILE;
  if (file) appendFileSync(file, `${JSON.stringify({ topic, figures })}\n`);
  else
    console.log(
      `${topic}: ${Object.entries(figures)
        .map(([name, value]) => `${value} ${name}`)
        .join(', ')}`,
    );
}
