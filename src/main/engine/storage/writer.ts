import { performance } from 'node:perf_hooks';
import type { Db } from './database.ts';

/**
 * Group commit: every change asked for while the event loop turns shares one transaction, so that one fsync keeps many
 * messages. Nobody waits for a window: the commit waits only while others are about to join, and there is something else
 * to do meanwhile, since nothing is done here while it lasts. Where it is dear, it waits as long as it lately took.
 */
export interface Writer {
  /**
   * Runs `work` in the next transaction, or, asked for by work in progress, after it in the same one. Resolves after the
   * commit. A throw undoes that work alone.
   */
  write<Result>(work: () => Result): Promise<Result>;
  /** For work in progress: `callback` runs after the commit, before its promise resolves; never after a rollback. */
  afterCommit(callback: () => void): void;
  /** Commits what is asked for so far, at once. */
  flush(): void;
}

interface PendingWork {
  run(): void;
  settle(): void;
  fail(error: unknown): void;
}

export interface WriterOptions {
  /** Hears of callbacks that throw: what is committed stays so, and everybody is told. By default it ends the process. */
  onBug?(error: unknown): void;
  /** True while more is expected within milliseconds, such as a message that a client is handing over. */
  moreToCome?(): boolean;
  /** Grows with every event of a socket: where it does not, there is nothing else to do. */
  eventsSeen?(): number;
  /** In ms, from anywhere. */
  stopwatchMs?(): number;
}

/** Of a group that waits for more. */
interface Wait {
  /** As the stopwatch tells it. */
  since: number;
  eventsSeen: number;
  /** Turns of the event loop in a row in which nobody was heard of. */
  quietTurns: number;
}

const longestWaitMs = 5;
/** Who is in the middle of a command is heard of within one or two. */
const enoughQuietTurns = 3;
/** A disk that takes longer gets larger groups, and is not waited for turn by turn. */
const dearCommitMs = 2;

export function createWriter(db: Db, options: WriterOptions = {}): Writer {
  const { onBug = throwLater, moreToCome = () => false } = options;
  const { eventsSeen = eventsOfLoop, stopwatchMs = () => performance.now() } = options;
  let pending: PendingWork[] = [];
  /** The group whose transaction is open. */
  let underWay: PendingWork[] | null = null;
  let scheduled = false;
  let wait: Wait | null = null;
  let waitTimer: NodeJS.Timeout | null = null;
  let lastCommitMs = 0;
  let callbacks: (() => void)[] = [];

  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const savepoint = db.prepare('SAVEPOINT work');
  const release = db.prepare('RELEASE work');
  const undo = db.prepare('ROLLBACK TO work');

  const runOne = (work: PendingWork): boolean => {
    const callbacksBefore = callbacks.length;
    savepoint.run();
    try {
      work.run();
      release.run();
      return true;
    } catch (error) {
      // A full disk or an I/O error may have ended the whole transaction: then nothing of the group is kept.
      if (!db.inTransaction) throw error;
      callbacks.length = callbacksBefore;
      undo.run();
      release.run();
      work.fail(error);
      return false;
    }
  };

  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(commitUnlessMoreComes);
  };

  /** Looked at in every turn, and whenever something joins. */
  const commitUnlessMoreComes = () => {
    scheduled = false;
    if (pending.length === 0) return;
    if (!moreToCome()) return commitGroup();
    wait ??= { since: stopwatchMs(), eventsSeen: -1, quietTurns: 0 };
    const waitedMs = stopwatchMs() - wait.since;
    const seen = eventsSeen();
    wait.quietTurns = seen === wait.eventsSeen ? wait.quietTurns + 1 : 0;
    wait.eventsSeen = seen;
    const isQuiet = wait.quietTurns >= enoughQuietTurns;
    const patienceMs = isQuiet
      ? Math.min(lastCommitMs < dearCommitMs ? 0 : lastCommitMs, longestWaitMs)
      : longestWaitMs;
    if (waitedMs >= patienceMs) commitGroup();
    else if (isQuiet) waitTimer ??= setTimeout(commitGroup, patienceMs - waitedMs);
    else schedule();
  };

  const commitGroup = () => {
    if (waitTimer) clearTimeout(waitTimer);
    waitTimer = null;
    wait = null;
    const group = pending;
    pending = [];
    if (group.length === 0) return;
    callbacks = [];
    const done: PendingWork[] = [];
    underWay = group;
    try {
      begin.run();
      // It grows while it is worked off.
      for (const work of group) if (runOne(work)) done.push(work);
      const committingSince = stopwatchMs();
      commit.run();
      lastCommitMs = stopwatchMs() - committingSince;
    } catch (error) {
      if (db.inTransaction) rollback.run();
      callbacks = [];
      for (const work of group) work.fail(error);
      return;
    } finally {
      underWay = null;
    }
    const ready = callbacks;
    callbacks = [];
    for (const callback of ready) {
      try {
        callback();
      } catch (error) {
        onBug(error);
      }
    }
    for (const work of done) work.settle();
  };

  return {
    write(work) {
      return new Promise((resolve, reject) => {
        let settle = () => {};
        (underWay ?? pending).push({
          run() {
            const result = work();
            settle = () => resolve(result);
          },
          settle: () => settle(),
          fail: reject,
        });
        if (!underWay) schedule();
      });
    },
    afterCommit(callback) {
      callbacks.push(callback);
    },
    flush: commitGroup,
  };
}

function eventsOfLoop(): number {
  return performance.nodeTiming.uvMetricsInfo.events;
}

function throwLater(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
