import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readEngineFile } from '../../src/main/engine/entry/engineFile.ts';
import { startChildEngine } from '../../src/main/engine-host/childEngine.ts';
import { createEngineClient } from '../../src/shared/contract/client.ts';
import { createFakeClock } from '../support/fakeClock.ts';
import { type Lab, startLab } from '../support/lab/lab.ts';
import { sendMail } from '../support/smtpClient.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';

/** The smart host's password, sealed with a key that only some of the engines on a data folder are given. */

const key = randomBytes(32);
const otherKey = randomBytes(32);
const password = 'correct horse';
const cli = new URL('../../src/main/engine/entry/cli.ts', import.meta.url).pathname;

let lab: Lab;
let labDir: string;

beforeAll(async () => {
  labDir = mkdtempSync(join(tmpdir(), 'sealpost-lab-'));
  lab = await startLab({ dir: labDir });
});
afterEach(() => lab.reset());
afterAll(async () => {
  await lab.close();
  rmSync(labDir, { recursive: true, force: true });
});

const smartHost = () => ({
  host: 'mx.trusted.example',
  port: lab.deliveryPort,
  mode: 'strict' as const,
  username: 'office',
});
const secretsIn = (dataDir: string) => readFileSync(join(dataDir, 'secrets.json'), 'utf8');

async function start(dataDir: string, dataKey: Buffer | null): Promise<TestEngine> {
  const engine = await startTestEngine({ lab, dataDir, dataKey, clock: createFakeClock() });
  onTestFinished(() => engine.stop().catch(() => {}));
  return engine;
}

async function send(engine: TestEngine, to: string): Promise<void> {
  const data = 'Subject: x\r\n\r\nx\r\n';
  const { final } = await sendMail({ port: engine.smtpPort, from: 'a@office.example', to: [to], data });
  expect(final?.code).toBe(250);
}

/** A folder whose password was sealed with `key`. */
async function sealedFolder(): Promise<string> {
  const dataDir = join(temporaryFolder(), 'data');
  const engine = await start(dataDir, key);
  const view = await engine.call('settings.save', { smartHost: smartHost(), smartHostPassword: password });
  expect(view).toMatchObject({
    smartHostPasswordSet: true,
    smartHostPasswordLocked: null,
    secretStorage: 'keychain',
  });
  await engine.stop();
  expect(secretsIn(dataDir)).not.toContain(password);
  return dataDir;
}

describe('a sealed password', () => {
  test.each([
    ['no-key', null, 'owner-only-file'],
    ['other-key', otherKey, 'keychain'],
  ] as const)('that meets %s: mail waits, says why, and goes with the right key', async (reason, given, storage) => {
    lab.doubles.trusted.behaviour.auth = { username: 'office', password };
    const dataDir = await sealedFolder();
    const sealed = secretsIn(dataDir);
    const locked = await start(dataDir, given);
    await send(locked, 'bob@elsewhere.example');
    expect(await locked.waitForEntry(({ outcome }) => outcome === 'deferred')).toMatchObject({
      code: 'smart-host-password-locked',
      attempt: 1,
    });
    expect(await locked.call('settings.get', {})).toMatchObject({
      smartHostPasswordSet: true,
      smartHostPasswordLocked: reason,
      secretStorage: storage,
    });
    expect((await locked.call('status.get', {})).notices).toMatchObject([
      { kind: 'smart-host-password-locked', detail: reason },
    ]);
    await expect(locked.call('smartHost.test', smartHost())).rejects.toMatchObject({
      refusal: { field: 'password', message: expect.stringContaining('cannot be read') },
    });
    // Other settings leave it where it is.
    await locked.call('settings.save', { queue: { lifeHours: 100 } });
    await locked.waitUntilIdle();
    await locked.stop();
    expect(secretsIn(dataDir)).toBe(sealed);
    expect(lab.doubles.trusted.connections).toEqual([]);

    // Long before its next try, and without anybody's doing.
    const opened = await start(dataDir, key);
    await opened.waitForEntry(({ outcome }) => outcome === 'delivered');
    expect(lab.doubles.trusted.messages.map(({ rcptTo }) => rcptTo)).toEqual([['bob@elsewhere.example']]);
    expect((await opened.call('status.get', {})).notices).toEqual([]);
  });

  test.each([
    ['without a key', null, true],
    ['with another key', otherKey, false],
  ] as const)('is entered again %s: what waited goes at once', async (_, given, inTheClear) => {
    lab.doubles.trusted.behaviour.auth = { username: 'office', password };
    const dataDir = await sealedFolder();
    const engine = await start(dataDir, given);
    await send(engine, 'bob@elsewhere.example');
    await engine.waitForEntry(({ outcome }) => outcome === 'deferred');
    const view = await engine.call('settings.save', { smartHostPassword: password });
    expect(view.smartHostPasswordLocked).toBeNull();
    await engine.waitForEntry(({ outcome }) => outcome === 'delivered');
    expect((await engine.call('status.get', {})).notices).toEqual([]);
    await engine.stop();
    expect(secretsIn(dataDir).includes(password)).toBe(inTheClear);

    // Back under the desktop app: what a service wrote is sealed at its start.
    const back = await start(dataDir, key);
    expect(await back.call('settings.get', {})).toMatchObject({
      smartHostPasswordLocked: inTheClear ? null : 'other-key',
    });
    expect(secretsIn(dataDir)).not.toContain(password);
  });

  test('is forgotten with its user, also unread', async () => {
    const dataDir = await sealedFolder();
    const engine = await start(dataDir, null);
    const view = await engine.call('settings.save', { smartHost: { ...smartHost(), username: null } });
    expect(view).toMatchObject({ smartHostPasswordSet: false, smartHostPasswordLocked: null });
  });

  test('is readable in a backup of the engine that can read it, and locked in one of the stopped folder', async () => {
    const dataDir = await sealedFolder();
    const folder = temporaryFolder();
    const engine = await start(dataDir, key);
    await engine.call('backup.create', { file: join(folder, 'running.sealpost') });
    await engine.stop();
    const sealpost = (...args: string[]) => execFileSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
    const said = sealpost('backup', join(folder, 'stopped.sealpost'), '--data-dir', dataDir);
    expect(said).toContain('password of the smart host');
    for (const [name, locked] of [
      ['running', null],
      ['stopped', 'no-key'],
    ] as const) {
      const elsewhere = join(folder, name);
      sealpost('restore', join(folder, `${name}.sealpost`), '--data-dir', elsewhere);
      const restored = await start(elsewhere, null);
      expect(await restored.call('settings.get', {})).toMatchObject({
        smartHostPasswordSet: true,
        smartHostPasswordLocked: locked,
      });
    }
  });
});

test('a user whose password is gone with its file: mail waits, says why, and goes once it is entered', async () => {
  lab.doubles.trusted.behaviour.auth = { username: 'office', password };
  const dataDir = await sealedFolder();
  rmSync(join(dataDir, 'secrets.json'));
  const engine = await start(dataDir, key);
  await send(engine, 'bob@elsewhere.example');
  const entry = await engine.waitForEntry(({ outcome }) => outcome === 'deferred');
  expect(entry).toMatchObject({ code: 'smart-host-password-missing' });
  expect(lab.doubles.trusted.connections).toEqual([]);
  expect((await engine.call('status.get', {})).notices).toMatchObject([
    { kind: 'smart-host-password-missing', detail: 'office' },
  ]);
  // What has nothing to do with it can still be changed.
  await engine.call('settings.save', { queue: { lifeHours: 100 } });
  await engine.call('settings.save', { smartHostPassword: password });
  await engine.waitForEntry(({ outcome }) => outcome === 'delivered');
  expect((await engine.call('status.get', {})).notices).toEqual([]);
});

describe('an engine that the desktop starts as a child', () => {
  async function child(dataDir: string, dataKey: Buffer | null) {
    const said: string[] = [];
    const opened = await startChildEngine(
      {
        node: process.execPath,
        cliFile: cli,
        dataDir,
        demo: false,
        extraArgs: ['--smtp', '127.0.0.1:0'],
        dataKey: () => dataKey?.toString('base64') ?? null,
        onOutput: (line) => said.push(line),
      },
      new AbortController().signal,
    );
    if (!opened.ok) throw new Error(`${opened.failure.message} ${said.join(' ')}`);
    const { connection } = opened;
    return { ...createEngineClient(connection.channel), said, stop: () => connection.close(10_000) };
  }

  test('takes the key by its standard input, where no other program sees it', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    const first = await child(dataDir, key);
    await first.call('settings.save', { smartHost: smartHost(), smartHostPassword: password });
    expect((await first.call('settings.get', {})).secretStorage).toBe('keychain');
    if (process.platform === 'linux') {
      const pid = readEngineFile(dataDir)?.pid;
      const shown = ['cmdline', 'environ'].map((name) => readFileSync(`/proc/${pid}/${name}`, 'utf8')).join();
      expect(shown).toContain('--data-key-on-stdin');
      expect(shown).not.toContain(key.toString('base64'));
    }
    await first.stop();
    expect(secretsIn(dataDir)).not.toContain(password);
    // What an engine says is written to the desktop's own log.
    for (const secret of [password, key.toString('base64')]) expect(first.said.join('\n')).not.toContain(secret);

    for (const [given, reason] of [
      [null, 'no-key'],
      [otherKey, 'other-key'],
      [key, null],
    ] as const) {
      const next = await child(dataDir, given);
      expect(await next.call('settings.get', {})).toMatchObject({ smartHostPasswordLocked: reason });
      await next.stop();
    }
    const log = readFileSync(join(dataDir, 'engine.log'), 'utf8');
    expect(log).toContain('cannot be read');
    for (const secret of [password, key.toString('base64')]) expect(log).not.toContain(secret);
  });
});

test('a password that lay in the clear is sealed at the first start with a key', async () => {
  const dataDir = join(temporaryFolder(), 'data');
  const before = await start(dataDir, null);
  expect(await before.call('settings.save', { smartHost: smartHost(), smartHostPassword: password })).toMatchObject({
    secretStorage: 'owner-only-file',
  });
  await before.stop();
  expect(secretsIn(dataDir)).toContain(password);
  // As a crash may leave it.
  writeFileSync(join(dataDir, 'secrets.json.part'), secretsIn(dataDir).slice(0, 20));
  const after = await start(dataDir, key);
  expect(await after.call('settings.get', {})).toMatchObject({
    smartHostPasswordSet: true,
    smartHostPasswordLocked: null,
    secretStorage: 'keychain',
  });
  expect(secretsIn(dataDir)).not.toContain(password);
});
