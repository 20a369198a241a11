import type { Duplicates } from './judge.ts';

/** What a run found. It held where `violations` is empty. */
export interface CrashReport {
  seed: number;
  rounds: number;
  kills: number;
  /** Of the kills: those that came before the engine accepted mail. */
  killsBeforeReady: number;
  /** Messages that got 250. */
  accepted: number;
  /** Of the accepted: those that arrived for every recipient. The others wait for one that no server takes. */
  delivered: number;
  lost: number;
  /** By recipient. */
  duplicates: Duplicates;
  violations: readonly string[];
  durationMs: number;
}

const mostShown = 20;

/** The table, and where a run failed what was wrong and how to run it again. */
export function describeReport(report: CrashReport): string {
  const rows: [string, string][] = [
    ['rounds', String(report.rounds)],
    ['kills', `${report.kills} (${report.killsBeforeReady} during start-up)`],
    ['messages accepted', String(report.accepted)],
    ['delivered', String(report.delivered)],
    ['visible in the queue', String(report.accepted - report.delivered - report.lost)],
    ['lost', String(report.lost)],
    ['duplicates, under way at a kill', String(report.duplicates.explained)],
    ['duplicates, unexplained', String(report.duplicates.unexplained)],
    ['violations', String(report.violations.length)],
    ['time', `${(report.durationMs / 1000).toFixed(1)} s`],
    ['seed', String(report.seed)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  if (report.violations.length > 0) {
    lines.push('', ...report.violations.slice(0, mostShown));
    const more = report.violations.length - mostShown;
    if (more > 0) lines.push(`and ${more} more`);
    lines.push('', againHint(report));
  }
  return lines.join('\n');
}

/** The seed plans the load and the kills the same way again; what the machine does in between it cannot plan. */
function againHint({ rounds, seed }: { rounds: number; seed: number }): string {
  return `Run it again with: npm run test:crash -- --rounds ${rounds} --seed ${seed}`;
}
