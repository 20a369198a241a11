import type { Clock, Logger, Timer } from '../runtime.ts';
import type { Writer } from '../storage/writer.ts';
import { type BelievedTimeStore, believedTime } from './believedTime.ts';
import type { HistoryLog } from './log.ts';

export interface RetentionDeps {
  log: HistoryLog;
  /** What is derived from the log and follows it. Each call runs inside a transaction and returns how many it forgot. */
  followers: {
    text: { forgetBefore(seq: number, limit: number): number };
    certificates: { forgetBefore(seq: number, limit: number): number };
    /** Null once all names were visited. */
    tally: { forgetBefore(before: number, fromName: string, limit: number): string | null };
  };
  /** By which the days are counted. */
  believed: BelievedTimeStore;
  writer: Writer;
  clock: Clock;
  logger: Logger;
  /** Monotonic, in milliseconds. */
  stopwatchMs(): number;
  limits(): { retentionDays: number; maxBytes: number };
}

/** What a step should take, in milliseconds: a commit with mail in it never waits long for one. */
const stepMs = 5;
const pauseMs = 25;
const roundMs = 3_600_000;
const sizes = { first: 100, least: 10, most: 2000 };

/** One kind of thing to delete: `step` deletes `limit` at most, inside a transaction, and says whether that was all. */
interface Stage {
  step(limit: number): { done: boolean };
  limit: number;
}

/**
 * Deletes the oldest entries that are past their days or over the log's size, and what was derived from them, hour after
 * hour, in small steps, until the returned function is called. Counters stay for as long as the days say.
 */
export function keepRetention(deps: RetentionDeps): () => void {
  let timer: Timer | null = null;
  let stopped = false;
  let stages: Stage[] = [];

  const plan = (delayMs: number) => {
    if (!stopped) timer = deps.clock.setTimer(() => void round(), delayMs);
  };
  const round = async () => {
    try {
      if (stages.length === 0) {
        const time = believedTime(deps.believed.get(), deps.clock.now());
        await deps.writer.write(() => deps.believed.save(time));
        if (stopped) return;
        stages = stagesOf(deps, time);
      }
      const [stage] = stages;
      if (!stage) return;
      const { done, tookMs } = await deps.writer.write(() => {
        const startedAt = deps.stopwatchMs();
        return { ...stage.step(stage.limit), tookMs: deps.stopwatchMs() - startedAt };
      });
      const ideal = Math.round((stage.limit * stepMs) / Math.max(tookMs, 0.1));
      stage.limit = Math.max(sizes.least, Math.min(sizes.most, stage.limit * 2, ideal));
      if (done) stages.shift();
      plan(stages.length === 0 ? roundMs : pauseMs);
    } catch (error) {
      // The database and the log file may be closed by now.
      if (stopped) return;
      deps.logger.error({ error }, 'Old log entries could not be deleted. It is tried again.');
      stages = [];
      plan(roundMs);
    }
  };

  plan(pauseMs);
  return () => {
    stopped = true;
    timer?.cancel();
  };
}

function stagesOf({ log, followers, clock, limits }: RetentionDeps, believed: number): Stage[] {
  const { retentionDays, maxBytes } = limits();
  // What goes is too old, or from the future, by both the clock and the time that is believed.
  const before = Math.min(clock.now(), believed) - retentionDays * 24 * 3_600_000;
  const upToSeq = log.seqOverSize(maxBytes);
  let tallyName: string | null = '';
  const stage = (step: (limit: number) => boolean): Stage => ({
    step: (limit) => ({ done: step(limit) }),
    limit: sizes.first,
  });
  const kept = () => log.oldestSeq() ?? log.latestSeq() + 1;
  return [
    stage((limit) => log.removeBefore(before, Math.max(clock.now(), believed), limit) < limit),
    stage((limit) => log.removeUpTo(upToSeq, limit) < limit),
    stage((limit) => followers.text.forgetBefore(kept(), limit) < limit),
    stage((limit) => followers.certificates.forgetBefore(kept(), limit) < limit),
    stage((limit) => {
      if (tallyName !== null) tallyName = followers.tally.forgetBefore(before, tallyName, limit);
      return tallyName === null;
    }),
  ];
}
