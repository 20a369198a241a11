import type { Db } from './database.ts';

/**
 * Group commit: every change asked for while the event loop turns shares one transaction, so that one fsync keeps many
 * messages. There is no window to wait for: the next commit starts as soon as the last one is done.
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

/**
 * `onBug` hears of callbacks that throw: what is committed stays so, and everybody is told. By default it ends the process.
 */
export function createWriter(db: Db, onBug: (error: unknown) => void = throwLater): Writer {
  let pending: PendingWork[] = [];
  /** The group whose transaction is open. */
  let underWay: PendingWork[] | null = null;
  let scheduled = false;
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

  const commitGroup = () => {
    scheduled = false;
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
      commit.run();
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
        if (scheduled || underWay) return;
        scheduled = true;
        setImmediate(commitGroup);
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
