import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporaryFolder.ts';
import { openFileLogger } from './logger.ts';

it('says what went wrong, under either name of the field, and blots out secrets', () => {
  const dir = temporaryFolder();
  const log = openFileLogger(dir, {});
  log.logger.error({ error: new Error('the disk is full') }, 'One');
  log.logger.error({ err: new Error('the network is down') }, 'Two');
  log.logger.error({ password: 'correct horse' }, 'Three');
  log.close();
  const text = readFileSync(join(dir, 'engine.log'), 'utf8');
  expect(text).toContain('the disk is full');
  expect(text).toContain('the network is down');
  expect(text).not.toContain('correct horse');
});

it.skipIf(process.platform !== 'linux')('survives a full disk, and keeps no more than it may', () => {
  const dir = temporaryFolder();
  symlinkSync('/dev/full', join(dir, 'engine.log'));
  const log = openFileLogger(dir, {});
  const line = 'x'.repeat(10_000);
  for (let i = 0; i < 1000; i += 1) log.logger.error({ line }, 'The disk is full.');
  expect(process.memoryUsage().arrayBuffers).toBeLessThan(100_000_000);
  log.close();
});
