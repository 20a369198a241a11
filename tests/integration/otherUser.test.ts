import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withEngine } from '../crash/inspectEngine.ts';
import { type RunningService, startService } from '../support/service.ts';

/** What another user of the machine, or a page of another site, gets of an engine that runs: nothing. */

const nobody = 65534;
const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log('skipped: reads as another user (only root can try what another user may)');

let parent: string;
let dataDir: string;
let service: RunningService;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'sealpost-other-'));
  // Everybody may come as far as the data folder.
  chmodSync(parent, 0o755);
  dataDir = join(parent, 'data');
  service = await startService(['--data-dir', dataDir, '--smtp', '127.0.0.1:0', '--web', '127.0.0.1:0']);
  await withEngine(dataDir, (client) => client.call('settings.save', { smartHostPassword: null }));
});

afterAll(async () => {
  await service.stop();
  rmSync(parent, { recursive: true, force: true });
});

describe.skipIf(!isRoot)('another user', () => {
  const asNobody = (program: string, ...args: string[]) =>
    spawnSync(program, args, { uid: nobody, gid: nobody, encoding: 'utf8' });

  test('cannot list the data folder, nor read any file of it', () => {
    expect(asNobody('ls', parent).status).toBe(0);
    expect(asNobody('ls', dataDir).status).not.toBe(0);
    const files = readdirSync(dataDir);
    expect(files).toEqual(expect.arrayContaining(['engine.json', 'sealpost.db', 'identity.key']));
    for (const file of files) {
      const read = asNobody('cat', join(dataDir, file));
      expect([file, read.status === 0, read.stdout]).toEqual([file, false, '']);
    }
  });

  test('could not read what matters either if the folder were open', () => {
    // Somebody may widen the folder's mode by mistake.
    chmodSync(dataDir, 0o755);
    try {
      for (const file of ['engine.json', 'identity.key', 'sealpost.db', 'sealpost.db-wal', 'engine.log']) {
        const read = asNobody('cat', join(dataDir, file));
        expect([file, read.status === 0]).toEqual([file, false]);
      }
    } finally {
      chmodSync(dataDir, 0o700);
    }
  });
});

test('the folder and its secrets are their owner’s alone', () => {
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  for (const file of ['engine.json', 'identity.key']) expect(statSync(join(dataDir, file)).mode & 0o077).toBe(0);
});

describe('a page of another site', () => {
  const origin = 'https://evil.example';

  const ask = (method: string, path: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port: new URL(service.web).port, method, path, headers: { Origin: origin, ...headers } },
        (answer) => {
          answer.resume();
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers });
        },
      );
      asked.once('error', reject);
      asked.end();
    });

  test.each([
    ['GET', '/'],
    ['OPTIONS', '/'],
    ['OPTIONS', '/link'],
    ['POST', '/link'],
    ['OPTIONS', '/contract'],
    ['GET', '/contract'],
    ['PUT', '/'],
    ['DELETE', '/engine.json'],
  ])('is told nothing by %s %s, and given no leave to ask', async (method, path) => {
    const answer = await ask(method, path, {
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization',
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  test('guesses no token, however often it tries', async () => {
    for (let guess = 0; guess < 300; guess += 50) {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, i) => ask('POST', '/link', { Authorization: `Bearer guess-${guess + i}` })),
      );
      expect(answers.every(({ status }) => status >= 400)).toBe(true);
    }
    // The owner is still served.
    await withEngine(dataDir, (client) => client.call('status.get', {}));
  });
});
