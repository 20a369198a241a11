import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { startTestEngine } from '../support/testEngine.ts';

/** The smart host is a row of the database and its password a file: a crash between the two must not mix them. */

const child = new URL('../support/savingEngine.ts', import.meta.url).pathname;

/** What a data folder says after a start: the smart host, and the password that would be sent to it. */
async function restart(dataDir: string) {
  const engine = await startTestEngine({ dataDir });
  const { settings } = await engine.call('settings.get', {});
  await engine.stop();
  const secrets = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'));
  return { host: settings.smartHost?.host, password: secrets.smartHostPassword };
}

test('an engine that is killed at any step of saving another smart host has one with its own password', async () => {
  const dataDir = join(temporaryFolder(), 'data');
  const hosts: (string | undefined)[] = [];
  for (let killAt = 1; ; killAt += 1) {
    const engine = await startTestEngine({ dataDir });
    const smartHost = { host: 'old.example', port: 587, mode: 'strict' as const, username: 'office' };
    await engine.call('settings.save', { smartHost, smartHostPassword: 'password of old.example' });
    await engine.stop();
    const { status, signal, stderr } = spawnSync(process.execPath, [child, dataDir, String(killAt)]);
    if (signal === null) expect([status, String(stderr)]).toEqual([0, expect.any(String)]);
    const { host, password } = await restart(dataDir);
    expect({ killAt, password }).toEqual({ killAt, password: `password of ${host}` });
    // Nothing is left beside it, sealed or not.
    expect(readdirSync(dataDir).filter((name) => name.startsWith('secrets'))).toEqual(['secrets.json']);
    hosts.push(host);
    if (signal === null) break;
  }
  // It was killed on both sides of the commit.
  expect(hosts.slice(0, -1)).toContain('old.example');
  expect(hosts.slice(0, -1)).toContain('new.example');
}, 120_000);
