import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connectTcp } from '../../src/main/engine/delivery/session/connectTcp.ts';
import { createEngine } from '../../src/main/engine/engine.ts';
import { parseCommandLine } from '../../src/main/engine/entry/commandLine.ts';
import { startService } from '../../src/main/engine/entry/service.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

it('leaves nothing running where the file by which others find it cannot be written', async () => {
  const dataDir = temporaryFolder();
  const command = parseCommandLine(['serve', '--data-dir', dataDir, '--smtp', '127.0.0.1:0', '--web', '127.0.0.1:0']);
  if (command.kind !== 'serve') throw new Error('It says serve.');
  const start = () => startService({ ...command.options, dataDir }, { createEngine, connect: connectTcp });
  mkdirSync(join(dataDir, 'engine.json'));
  await expect(start()).rejects.toThrow();
  rmdirSync(join(dataDir, 'engine.json'));
  // The folder is not locked by an engine that was left behind.
  const service = await start();
  await service.stop();
});
