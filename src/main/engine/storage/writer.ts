import type { Db } from './database.ts';

/**
 * Group commit: every change asked for while the event loop turns shares one transaction, so that one fsync keeps many
 * messages. Nobody waits for a window: the commit waits only while others are about to join, and no longer than what
 * fsync lately cost, since nothing else is done here while it lasts.
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
}

/** A timer waits a millisecond at least. */
const shortestWaitMs = 1;
const longestWaitMs = 5;

export function createWriter(db: Db, { onBug = throwLater, moreToCome = () => false }: WriterOptions = {}): Writer {
  let pending: PendingWork[] = [];
  /** The group whose transaction is open. */
  let underWay: PendingWork[] | null = null;
  let scheduled = false;
  /** Set while a group waits for more: when it ends at the latest, as `performance.now()` tells it. */
  let waitEndsAt: number | null = null;
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

  /** Looked at again whenever something joins, and when the time is over. */
  const commitUnlessMoreComes = () => {
    scheduled = false;
    if (pending.length === 0) return;
    const now = performance.now();
    waitEndsAt ??= now + Math.min(longestWaitMs, Math.max(shortestWaitMs, lastCommitMs));
    if (now >= waitEndsAt || !moreToCome()) commitGroup();
    else waitTimer ??= setTimeout(commitGroup, Math.max(shortestWaitMs, waitEndsAt - now));
  };

  const commitGroup = () => {
    if (waitTimer) clearTimeout(waitTimer);
    waitTimer = null;
    waitEndsAt = null;
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
      const committingSince = performance.now();
      commit.run();
      lastCommitMs = performance.now() - committingSince;
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

function throwLater(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
