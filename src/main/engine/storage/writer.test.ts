import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Db } from './database.ts';
import { createWriter, type Writer } from './writer.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

const countUp = () => {
  let count = 0;
  return () => count++;
};

describe('createWriter', () => {
  let db: Db;
  let writer: Writer;
  let commits: number;
  const values = () => db.prepare('SELECT value FROM t ORDER BY value').pluck().all();
  const insert = (value: number) => db.prepare('INSERT INTO t (value) VALUES (?)').run(value);

  beforeEach(() => {
    commits = 0;
    db = new Database(':memory:', { verbose: (sql) => (commits += Number(sql === 'COMMIT')) });
    db.exec('CREATE TABLE t (value INTEGER PRIMARY KEY)');
    writer = createWriter(db);
  });

  it('commits what is asked for in one turn at once', async () => {
    await Promise.all([1, 2, 3].map((value) => writer.write(() => insert(value))));
    expect(values()).toEqual([1, 2, 3]);
    expect(commits).toBe(1);
  });

  it('waits for what is about to join, and commits as soon as nothing is', async () => {
    let coming = 2;
    writer = createWriter(db, { moreToCome: () => coming > 0, eventsSeen: countUp(), stopwatchMs: () => 0 });
    const first = writer.write(() => insert(1));
    await turn();
    coming = 1;
    const second = writer.write(() => insert(2));
    await turn();
    expect(commits).toBe(0);
    coming = 0;
    await Promise.all([first, second, writer.write(() => insert(3))]);
    expect(commits).toBe(1);
  });

  it('waits for five milliseconds at the most, however much goes on', async () => {
    let nowMs = 0;
    writer = createWriter(db, { moreToCome: () => true, eventsSeen: countUp(), stopwatchMs: () => nowMs });
    const writing = writer.write(() => insert(1));
    for (let turns = 0; turns < 20; turns += 1) await turn();
    expect(commits).toBe(0);
    nowMs = 5;
    await writing;
    expect(values()).toEqual([1]);
  });

  it('commits once nobody was heard of for three turns, although more is to come', async () => {
    let turns = 0;
    const heardOfUntil = 6;
    const eventsSeen = () => {
      turns += 1;
      return Math.min(turns, heardOfUntil);
    };
    writer = createWriter(db, { moreToCome: () => true, eventsSeen, stopwatchMs: () => 0 });
    await writer.write(() => insert(1));
    expect(turns).toBe(heardOfUntil + 3);
  });

  describe('where a commit takes long', () => {
    let nowMs: number;
    let events: () => number;
    beforeEach(async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      onTestFinished(() => {
        vi.useRealTimers();
      });
      nowMs = 0;
      events = () => 7;
      const slowCommit = () => (nowMs += 4);
      db = new Database(':memory:', { verbose: (sql) => sql === 'COMMIT' && slowCommit() });
      db.exec('CREATE TABLE t (value INTEGER PRIMARY KEY)');
      writer = createWriter(db, { moreToCome: () => true, eventsSeen: () => events(), stopwatchMs: () => nowMs });
      await writer.write(() => insert(1));
    });

    it('waits as long as that, although nobody is heard of', async () => {
      const second = writer.write(() => insert(2));
      for (let turns = 0; turns < 20; turns += 1) await turn();
      expect(values()).toEqual([1]);
      vi.advanceTimersByTime(4);
      await second;
      expect(values()).toEqual([1, 2]);
    });

    it('does not wait on where it has waited so long for those who were heard of', async () => {
      events = countUp();
      const second = writer.write(() => insert(2));
      for (let turns = 0; turns < 20; turns += 1) await turn();
      nowMs += 4.5;
      events = () => 7;
      await second;
      expect(vi.getTimerCount()).toBe(0);
      expect(values()).toEqual([1, 2]);
    });
  });

  it('takes what work in progress asks for into the same commit, also where that work is undone', async () => {
    let inner: Promise<unknown> = Promise.resolve();
    const outer = writer.write(() => {
      insert(1);
      inner = writer.write(() => insert(2));
      throw new Error('no');
    });
    await expect(outer).rejects.toThrow('no');
    await inner;
    expect(values()).toEqual([2]);
    expect(commits).toBe(1);
  });

  it('undoes the work that throws, and no other', async () => {
    const results = await Promise.allSettled([
      writer.write(() => insert(1)),
      writer.write(() => {
        insert(2);
        throw new Error('no');
      }),
      writer.write(() => insert(3)),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(values()).toEqual([1, 3]);
  });

  it('calls back after the commit and before the promise resolves, and never for work that was undone', async () => {
    const order: string[] = [];
    const good = writer
      .write(() => {
        insert(1);
        writer.afterCommit(() => order.push(db.inTransaction ? 'inside' : 'after'));
      })
      .then(() => order.push('resolved'));
    const bad = writer.write(() => {
      writer.afterCommit(() => order.push('never'));
      throw new Error('no');
    });
    await Promise.allSettled([good, bad]);
    expect(order).toEqual(['after', 'resolved']);
  });

  it('tells everybody what was committed, although a callback throws', async () => {
    const bugs: unknown[] = [];
    writer = createWriter(db, { onBug: (error) => bugs.push(error) });
    const order: string[] = [];
    const first = writer.write(() => {
      insert(1);
      writer.afterCommit(() => {
        throw new Error('bug');
      });
      writer.afterCommit(() => order.push('next callback'));
    });
    const second = writer.write(() => insert(2));
    await Promise.all([first, second]);
    expect(order).toEqual(['next callback']);
    expect(bugs).toHaveLength(1);
  });

  it('keeps exactly what it said it kept when the disk is full, and goes on when there is room', async () => {
    db.exec('CREATE TABLE big (data TEXT)');
    db.pragma('max_page_count = 20');
    const fill = () => db.prepare('INSERT INTO big (data) VALUES (?)').run('x'.repeat(200_000));
    const results = await Promise.allSettled([
      writer.write(() => insert(1)),
      writer.write(fill),
      writer.write(() => insert(3)),
    ]);
    expect(results[1]?.status).toBe('rejected');
    const kept = [1, 2, 3].filter((_, index) => results[index]?.status === 'fulfilled');
    expect(values()).toEqual(kept);
    await writer.write(() => insert(4));
    expect(values()).toEqual([...kept, 4]);
  });

  it('refuses the whole group when the commit itself fails', async () => {
    db.exec('CREATE TABLE parent (id INTEGER PRIMARY KEY)');
    db.exec('CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)');
    db.pragma('foreign_keys = ON');
    const results = await Promise.allSettled([
      writer.write(() => insert(1)),
      writer.write(() => db.prepare('INSERT INTO child (id) VALUES (9)').run()),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(values()).toEqual([]);
    await writer.write(() => insert(2));
    expect(values()).toEqual([2]);
  });
});
