import { mkdirSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import { createSpool, SpoolError, setSpoolAside } from './spool.ts';

describe('createSpool', () => {
  const open = () => {
    const dir = join(temporaryFolder(), 'spool');
    return { dir, spool: createSpool(dir) };
  };
  const store = async (spool: ReturnType<typeof createSpool>, size: number) => {
    const sink = spool.openSink();
    for (let left = size; left > 0; left -= 60_000) await sink.write(Buffer.alloc(Math.min(left, 60_000), left % 251));
    return sink.finish();
  };

  it('keeps a small body in memory and touches no file', async () => {
    const { dir, spool } = open();
    const body = await store(spool, 100_000);
    expect(body.kind).toBe('inline');
    expect(readdirSync(dir)).toEqual([]);
  });

  it('keeps a large body in a file that only its owner can read, and reads it back whole', async () => {
    const { dir, spool } = open();
    const body = await store(spool, 1_000_000);
    if (body.kind !== 'spool') throw new Error('A large body belongs into a file.');
    expect(statSync(join(dir, body.file)).mode & 0o777).toBe(0o600);
    let read = 0;
    for await (const chunk of spool.read(body.file, body.size, null)) read += chunk.length;
    expect(read).toBe(1_000_000);
  });

  it('leaves nothing of a discarded body', async () => {
    const { dir, spool } = open();
    const sink = spool.openSink();
    await sink.write(Buffer.alloc(500_000));
    await sink.discard();
    expect(readdirSync(dir)).toEqual([]);
  });

  it.each([
    ['gone', (path: string) => rmSync(path)],
    ['shorter than it was', (path: string) => truncateSync(path, 10)],
  ])('says so when a body is %s', async (_, damage) => {
    const { dir, spool } = open();
    const body = await store(spool, 1_000_000);
    if (body.kind !== 'spool') throw new Error('A large body belongs into a file.');
    damage(join(dir, body.file));
    const read = async () => {
      for await (const _chunk of spool.read(body.file, body.size, null));
    };
    await expect(read()).rejects.toBeInstanceOf(SpoolError);
  });

  it('removes files that no row names, and no other', async () => {
    const { dir, spool } = open();
    for (const name of ['kept.eml', 'orphan.eml', 'half.eml.part']) writeFileSync(join(dir, name), 'x');
    mkdirSync(join(dir, 'a-folder'));
    expect(await spool.removeOrphans((file) => file === 'kept.eml')).toBe(2);
    expect(readdirSync(dir)).toEqual(['a-folder', 'kept.eml']);
  });

  it('moves bodies aside with the database that named them', () => {
    const dir = join(temporaryFolder(), 'spool');
    mkdirSync(dir);
    writeFileSync(join(dir, 'a.eml'), 'x');
    setSpoolAside(dir, 'unreadable-1');
    expect(readdirSync(dir)).toEqual([]);
    expect(readdirSync(`${dir}.unreadable-1`)).toEqual(['a.eml']);
  });
});
