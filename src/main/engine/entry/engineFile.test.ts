import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import { type EngineFile, engineFilePath, readEngineFile, removeEngineFile, writeEngineFile } from './engineFile.ts';

const content: EngineFile = {
  pid: process.pid,
  web: 'http://127.0.0.1:8025/',
  token: 'a-token',
  startedAt: '2026-01-02T03:04:05.000Z',
};

/** Of a process that has run and ended. */
function deadPid(): number {
  const { pid } = spawnSync(process.execPath, ['--version']);
  return pid;
}

it.skipIf(process.platform === 'win32')('can be read by its owner only, whatever was there before', () => {
  const dir = temporaryFolder();
  writeFileSync(engineFilePath(dir), 'open to all', { mode: 0o666 });
  writeEngineFile(dir, content);
  expect(statSync(engineFilePath(dir)).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir)).toEqual(['engine.json']);
});

it('is read back while its engine runs', () => {
  const dir = temporaryFolder();
  expect(readEngineFile(dir)).toBeNull();
  writeEngineFile(dir, content);
  expect(readEngineFile(dir)).toEqual(content);
});

it('counts for nothing when its engine is gone, or when it cannot be read', () => {
  const dir = temporaryFolder();
  writeEngineFile(dir, { ...content, pid: deadPid() });
  expect(readEngineFile(dir)).toBeNull();
  writeFileSync(engineFilePath(dir), '{"pid": 1');
  expect(readEngineFile(dir)).toBeNull();
  writeFileSync(engineFilePath(dir), JSON.stringify({ ...content, web: 'https://elsewhere.example/' }));
  expect(readEngineFile(dir)).toBeNull();
});

it('is removed by the engine that wrote it, and by no other', () => {
  const dir = temporaryFolder();
  writeEngineFile(dir, content);
  removeEngineFile(dir, process.pid + 1);
  expect(readEngineFile(dir)).toEqual(content);
  removeEngineFile(dir);
  expect(readdirSync(dir)).toEqual([]);
});
