import { z } from 'zod';
import type { QueueDepthPoint } from '../../../shared/contract/queue.ts';
import type { Clock, Logger, Timer } from '../runtime.ts';
import type { Db } from '../storage/database.ts';
import type { Writer } from '../storage/writer.ts';

/** How deep the queue was, and how old the oldest message in it. */
export interface DepthSample {
  minute: number;
  messages: number;
  /** Epoch ms; null where it was empty. */
  oldestReceivedAt: number | null;
}

export interface DepthRange {
  /** Epoch ms. */
  from: number;
  to: number;
  bucketMinutes: number;
}

export interface QueueDepth {
  /** The queue is not what it was. */
  note(): void;
  read(range: DepthRange): QueueDepthPoint[];
  stop(): void;
}

interface QueueDepthDeps {
  db: Db;
  writer: Writer;
  clock: Clock;
  logger: Logger;
  /** The depth of now. */
  measure(): Omit<DepthSample, 'minute'>;
}

/** A sample costs a commit, which mail waits for. */
const everyMs = 30_000;
const keptMinutes = 8 * 24 * 60;
const minuteMs = 60_000;

const rowSchema = z.object({ minute: z.int(), messages: z.int(), oldest_received_at: z.int().nullable() }).transform(
  ({ minute, messages, oldest_received_at }): DepthSample => ({
    minute,
    messages,
    oldestReceivedAt: oldest_received_at,
  }),
);

/** Takes a sample when the queue changed, twice a minute at most: while it does not, there is nothing to keep. */
export function createQueueDepth({ db, writer, clock, logger, measure }: QueueDepthDeps): QueueDepth {
  const keep = db.prepare(`
    INSERT INTO queue_depth (minute, messages, oldest_received_at) VALUES (@minute, @messages, @oldestReceivedAt)
    ON CONFLICT DO UPDATE SET messages = @messages, oldest_received_at = @oldestReceivedAt`);
  const prune = db.prepare('DELETE FROM queue_depth WHERE minute < ?');
  const within = db.prepare('SELECT * FROM queue_depth WHERE minute BETWEEN ? AND ? ORDER BY minute');
  const before = db.prepare('SELECT * FROM queue_depth WHERE minute < ? ORDER BY minute DESC LIMIT 1');
  let timer: Timer | null = null;
  let stopped = false;
  let sampledAt = Number.NEGATIVE_INFINITY;

  const sample = async () => {
    timer = null;
    sampledAt = clock.now();
    const minute = Math.floor(sampledAt / minuteMs);
    try {
      await writer.write(() => {
        keep.run({ minute, ...measure() });
        prune.run(minute - keptMinutes);
      });
    } catch (error) {
      logger.error({ error }, 'The depth of the queue could not be recorded.');
    }
  };

  return {
    note() {
      if (timer !== null || stopped) return;
      // A clock that was set back makes nobody wait.
      const waitMs = Math.min(everyMs, Math.max(0, sampledAt + everyMs - clock.now()));
      timer = clock.setTimer(() => void sample(), waitMs);
    },
    read(range) {
      const fromMinute = Math.floor(range.from / minuteMs);
      const rows = within.all(fromMinute, Math.floor(range.to / minuteMs)).map((row) => rowSchema.parse(row));
      const earlier = before.get(fromMinute);
      // The last sample may be half a minute old.
      const minute = Math.floor(clock.now() / minuteMs);
      if (minute <= range.to / minuteMs) rows.push({ minute, ...measure() });
      return depthOverTime(earlier === undefined ? rows : [rowSchema.parse(earlier), ...rows], range);
    },
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}

/**
 * The depth at the end of each bucket, or at `to` in the last one. Between two samples it is what it was, while the
 * oldest message grows older; before the first one nothing is known.
 */
export function depthOverTime(
  samples: readonly DepthSample[],
  { from, to, bucketMinutes }: DepthRange,
): QueueDepthPoint[] {
  const bucketMs = bucketMinutes * minuteMs;
  const points: QueueDepthPoint[] = [];
  let next = 0;
  let last: DepthSample | null = null;
  for (let start = Math.floor(from / bucketMs) * bucketMs; start <= to; start += bucketMs) {
    const end = Math.min(start + bucketMs, to + 1);
    for (let sample = samples[next]; sample && sample.minute * minuteMs < end; sample = samples[next]) {
      last = sample;
      next += 1;
    }
    points.push({
      at: new Date(start).toISOString(),
      messages: last === null ? null : last.messages,
      oldestAgeMs:
        last === null ? null : last.oldestReceivedAt === null ? 0 : Math.max(0, end - 1 - last.oldestReceivedAt),
    });
  }
  return points;
}
