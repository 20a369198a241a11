import { spreadOf } from '../table.ts';

/** One figure beside its goal. */
export interface Figure {
  what: string;
  /** The goal in words, null where there is none. */
  goal: string | null;
  measured: string;
  holds: boolean | null;
  /** Beside it: CPU time, how it came about. */
  note: string;
}

export const goals = {
  firstContentMs: 300,
  firstLoadMs: 1500,
  scriptBytes: 400 * 1024,
  answerMs: 200,
  smoothFrameMs: 20,
  smoothShare: 0.95,
  /** What a person takes for at once: a longer frame is a window that hangs. */
  longestFrameMs: 100,
};

/** Judged by the median: the worst of several is that of a machine that does other things as well. */
export function timeFigure(
  what: string,
  goalMs: number,
  times: readonly { ms: number; busyMs: number | null }[],
): Figure {
  const { median, max } = spreadOf(times.map(({ ms }) => ms));
  const busy = times.flatMap(({ busyMs }) => busyMs ?? []);
  const often = `${times.length} times`;
  return {
    what,
    goal: `≤ ${goalMs} ms`,
    measured: `${median.toFixed(0)} ms, worst ${max.toFixed(0)}`,
    holds: median <= goalMs,
    note: busy.length === 0 ? often : `CPU of the page ${spreadOf(busy).median.toFixed(0)} ms; ${often}`,
  };
}

export function frameFigure(what: string, framesMs: readonly number[], busyShare: number): Figure {
  const share = smoothShare(framesMs);
  const { median, max } = spreadOf(framesMs);
  return {
    what,
    goal: `≥ ${goals.smoothShare * 100} % of frames under ${goals.smoothFrameMs} ms`,
    measured: `${(share * 100).toFixed(1)} % under ${goals.smoothFrameMs} ms, longest ${max.toFixed(0)} ms`,
    holds: share >= goals.smoothShare,
    note: `${framesMs.length} frames, median ${median.toFixed(1)} ms; the page's thread busy ${(busyShare * 100).toFixed(0)} %`,
  };
}

/** Under load it is not smoothness that is asked for, but that the window never hangs. */
export function hangFigure(what: string, framesMs: readonly number[], busyShare: number): Figure {
  const figure = frameFigure(what, framesMs, busyShare);
  const holds = framesMs.length > 0 && Math.max(...framesMs) <= goals.longestFrameMs;
  return { ...figure, goal: `no frame over ${goals.longestFrameMs} ms`, holds };
}

export function smoothShare(framesMs: readonly number[]): number {
  if (framesMs.length === 0) return 0;
  return framesMs.filter((ms) => ms < goals.smoothFrameMs).length / framesMs.length;
}

/** As Markdown, for docs/performance.md. */
export function formatFigures(figures: readonly Figure[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const head = ['what', 'goal', 'measured', 'holds', 'beside it'];
  const cells = ({ what, goal, measured, holds, note }: Figure) => [
    what,
    goal ?? '–',
    measured,
    holds === null ? '–' : holds ? 'yes' : '**no**',
    note,
  ];
  return [row(head), row(head.map(() => '---')), ...figures.map((figure) => row(cells(figure)))].join('\n');
}
