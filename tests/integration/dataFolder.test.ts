import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { startTestEngine } from '../support/testEngine.ts';

describe('the data folder', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = join(temporaryFolder(), 'unreadable-by-name');
    mkdirSync(join(dataDir, 'spool'), { recursive: true });
  });
  const asideSpools = () => readdirSync(dataDir).filter((name) => name.startsWith('spool.'));

  it('is free again after a start that failed half-way', async () => {
    mkdirSync(join(dataDir, 'identity.key'));
    await expect(startTestEngine({ dataDir })).rejects.toThrow();
    rmdirSync(join(dataDir, 'identity.key'));
    const engine = await startTestEngine({ dataDir });
    expect((await engine.call('status.get', {})).state).toBe('running');
    await engine.stop();
  });

  it('keeps bodies whose database is gone', async () => {
    writeFileSync(join(dataDir, 'spool', 'body.eml'), 'kept');
    const engine = await startTestEngine({ dataDir });
    const [aside = ''] = asideSpools();
    expect(readFileSync(join(dataDir, aside, 'body.eml'), 'utf8')).toBe('kept');
    await engine.stop();
  });

  it('keeps the bodies of an unreadable database beside it, whatever the folder is called', async () => {
    writeFileSync(join(dataDir, 'sealpost.db'), 'no database '.repeat(2000));
    writeFileSync(join(dataDir, 'spool', 'body.eml'), 'kept');
    const engine = await startTestEngine({ dataDir });
    const [aside = ''] = asideSpools();
    expect(readFileSync(join(dataDir, aside, 'body.eml'), 'utf8')).toBe('kept');
    await engine.stop();
  });

  it('is refused in words where the database cannot be opened', async () => {
    mkdirSync(join(dataDir, 'sealpost.db'));
    await expect(startTestEngine({ dataDir })).rejects.toMatchObject({ code: 'data-dir-not-writable' });
  });
});
