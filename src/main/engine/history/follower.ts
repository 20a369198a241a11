import type { Clock, Logger, Timer } from '../runtime.ts';
import type { Db } from '../storage/database.ts';
import type { Writer } from '../storage/writer.ts';
import type { HistoryLog } from './log.ts';

/** Something that is derived from the log, entry by entry in order. */
export interface Derived {
  /** Of its cursor: never changed once released. */
  name: string;
  /** Inside a transaction: takes in the entries after `after`, up to `upTo` at most. Returns the last that it took in. */
  take(after: number, upTo: number): number;
  /** Inside a transaction of its own, after steps: puts in order what they left. Returns whether there was anything. */
  tidy?(): boolean;
}

/**
 * Derives lazily: in steps of a few milliseconds, each with its cursor in one transaction, so that a commit with mail in
 * it waits for one such step at most. After a restart, or over an old log, it goes on where its cursor stands.
 */
export interface Follower {
  start(): void;
  /** No further step begins. */
  stop(): void;
  /** Takes everything in that is there, at once: for tests and tools. */
  catchUp(): Promise<void>;
}

/** What a step should take, in milliseconds: a third of what the slowest may. */
const stepMs = 6;
const firstSize = 200;
const minSize = 32;
const maxSize = 5000;
/** Between the appending of an entry and the step that takes it in: many share one. */
const lagMs = 250;
/** Mail gets its turn between two steps. */
const pauseMs = 8;
const afterErrorMs = 60_000;

export interface FollowerDeps {
  db: Db;
  log: HistoryLog;
  writer: Writer;
  clock: Clock;
  logger: Logger;
  /** Monotonic, in milliseconds. */
  stopwatchMs(): number;
}

export function createFollower(deps: FollowerDeps, derived: readonly Derived[]): Follower {
  const cursors = createCursors(deps.db);
  const sizes = new Map(derived.map(({ name }) => [name, firstSize]));
  let timer: Timer | null = null;
  let stopped = true;
  let ended = false;
  let stopListening = () => {};

  /** Resolves with whether anything was left to do. */
  const step = async (one: Derived): Promise<boolean> => {
    const after = cursors.get(one.name);
    const latest = deps.log.latestSeq();
    if (after >= latest) return false;
    const size = sizes.get(one.name) ?? firstSize;
    const upTo = Math.min(latest, after + size);
    const { taken, tookMs } = await deps.writer.write(() => {
      const startedAt = deps.stopwatchMs();
      const last = one.take(after, upTo);
      if (last > after) cursors.set(one.name, last);
      return { taken: last - after, tookMs: deps.stopwatchMs() - startedAt };
    });
    if (taken > 0) sizes.set(one.name, nextSize(size, taken, tookMs));
    const { tidy } = one;
    const tidied = tidy !== undefined && !ended && (await deps.writer.write(() => tidy()));
    return taken > 0 || tidied;
  };

  const round = async () => {
    timer = null;
    try {
      let more = false;
      for (const one of derived) {
        if (!stopped && (await step(one))) more = true;
      }
      if (more) plan(pauseMs);
    } catch (error) {
      if (stopped) return;
      deps.logger.error({ error }, 'What is derived from the log could not be brought up to date. It is tried again.');
      plan(afterErrorMs);
    }
  };

  const plan = (delayMs: number) => {
    if (stopped || timer !== null) return;
    timer = deps.clock.setTimer(() => void round(), delayMs);
  };

  return {
    start() {
      stopped = false;
      ended = false;
      stopListening = deps.log.onAppended(() => plan(lagMs));
      plan(lagMs);
    },
    stop() {
      stopped = true;
      ended = true;
      timer?.cancel();
      timer = null;
      stopListening();
    },
    async catchUp() {
      for (const one of derived) {
        while (await step(one));
      }
    },
  };
}

/** Aims at `stepMs`: never more than twice as much as before, since the next entries may cost more. */
function nextSize(size: number, taken: number, tookMs: number): number {
  const ideal = Math.round((taken * stepMs) / Math.max(tookMs, 0.1));
  return Math.max(minSize, Math.min(maxSize, size * 2, ideal));
}

export interface Cursors {
  /** The last entry that was taken in; 0 before the first. */
  get(name: string): number;
  /** Inside a transaction. */
  set(name: string, seq: number): void;
}

export function createCursors(db: Db): Cursors {
  const select = db.prepare<[string], number>('SELECT seq FROM history_follower WHERE name = ?').pluck();
  const upsert = db.prepare(
    'INSERT INTO history_follower (name, seq) VALUES (?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq',
  );
  return { get: (name) => select.get(name) ?? 0, set: (name, seq) => void upsert.run(name, seq) };
}
