import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectTcp } from '../../src/main/engine/delivery/session/connectTcp.ts';
import { createEngine } from '../../src/main/engine/engine.ts';
import { createRestartableEngine } from '../../src/main/engine/entry/restartableEngine.ts';
import { silentLogger, systemClock } from '../../src/main/engine/runtime.ts';
import { seal } from '../../src/main/engine/storage/backupFile.ts';
import { sendMail } from '../support/smtpClient.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';

const cli = new URL('../../src/main/engine/entry/cli.ts', import.meta.url).pathname;
const run = promisify(execFile);
const sealpost = async (...args: string[]) => (await run(process.execPath, [cli, ...args])).stdout;

async function fill(engine: TestEngine): Promise<void> {
  await engine.call('delivery.pause', {});
  const smartHost = { host: 'mail.provider.example', port: 587, mode: 'strict' as const, username: 'office' };
  await engine.call('settings.save', {
    acceptedDomains: ['office.example'],
    smartHost,
    smartHostPassword: 'a secret of the smart host',
  });
  await engine.call('rules.save', { pattern: 'bank.example', mode: 'strict' });
  await engine.call('users.save', { username: 'till-7', password: 'correct horse 7' });
  for (const size of [100, 300_000]) {
    const data = `Subject: ${size}\r\n\r\n${'x'.repeat(size)}\r\n`;
    await sendMail({ port: engine.smtpPort, from: 'a@office.example', to: ['b@bank.example'], data });
  }
}

async function startFilled(): Promise<{ engine: TestEngine; dataDir: string; file: string }> {
  const folder = temporaryFolder();
  const dataDir = join(folder, 'data');
  const engine = await startTestEngine({ dataDir });
  onTestFinished(() => engine.stop().catch(() => {}));
  await fill(engine);
  return { engine, dataDir, file: join(folder, 'office.sealpost') };
}

describe('a backup', () => {
  test('is made while mail comes in, holds everything, and is restored with its mail on hold', async () => {
    const { engine, file, dataDir } = await startFilled();
    const incoming = Array.from({ length: 10 }, (_, i) =>
      sendMail({
        port: engine.smtpPort,
        from: 'a@office.example',
        to: [`late-${i}@bank.example`],
        data: `Subject: late\r\n\r\n${'y'.repeat(200_000)}\r\n`,
      }),
    );
    const [summary] = await Promise.all([engine.call('backup.create', { file }), ...incoming]);
    expect(summary).toMatchObject({ file, rules: 1, users: 1, bytes: statSync(file).size, version: '0.0.0-test' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await engine.call('backup.check', { file })).toEqual(summary);
    const { sha256 } = await engine.call('certificate.get', {}).then(({ certificate }) => certificate);
    await engine.stop();

    const other = join(temporaryFolder(), 'restored');
    const said = JSON.parse(await sealpost('restore', file, '--data-dir', other, '--json'));
    expect(said.messages).toBe(summary.messages);
    const restored = await startTestEngine({ dataDir: other });
    onTestFinished(() => restored.stop());
    const status = await restored.call('status.get', {});
    expect(status.notices).toMatchObject([{ kind: 'backup-restored', detail: String(summary.messages) }]);
    expect(status.queue).toMatchObject({ messages: summary.messages, held: summary.messages });
    expect((await restored.call('certificate.get', {})).certificate.sha256).toBe(sha256);
    expect((await restored.call('settings.get', {})).smartHostPasswordSet).toBe(true);
    expect((await restored.call('users.list', {})).users).toMatchObject([{ username: 'till-7' }]);
    const spooled = readdirSync(join(other, 'spool'));
    expect(spooled.length).toBeGreaterThanOrEqual(1);
    for (const name of spooled) {
      expect(readFileSync(join(other, 'spool', name))).toEqual(readFileSync(join(dataDir, 'spool', name)));
    }
    expect(statSync(join(other, 'identity.key')).mode & 0o777).toBe(0o600);
    expect(statSync(join(other, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  test('goes into the data folder where no path is given, and is listed there', async () => {
    const { engine, dataDir } = await startFilled();
    const { file } = await engine.call('backup.create', {});
    const { folder, backups } = await engine.call('backup.list', {});
    expect(folder).toBe(join(dataDir, 'backups'));
    expect(backups).toMatchObject([{ file, bytes: statSync(file).size }]);
    const field = { refusal: { code: 'invalid-input', field: 'file' } };
    await expect(engine.call('backup.create', { file })).rejects.toMatchObject(field);
    await expect(engine.call('backup.create', { file: 'relative.sealpost' })).rejects.toMatchObject(field);
    await expect(engine.call('backup.create', { file: '/nowhere/at/all' })).rejects.toMatchObject(field);
  });

  test('that cannot be written leaves nothing, and the engine goes on', async () => {
    const { engine, file } = await startFilled();
    mkdirSync(`${file}.part`);
    await expect(engine.call('backup.create', { file })).rejects.toThrow();
    expect(existsSync(file)).toBe(false);
    expect((await engine.call('status.get', {})).queue.messages).toBe(2);
  });

  test('is refused when it is damaged, cut, of a newer version or none', async () => {
    const { engine, file } = await startFilled();
    await engine.call('backup.create', { file });
    const problem = (path: string) =>
      engine.call('backup.check', { file: path }).then(
        () => null,
        (error) => error.refusal.message,
      );
    const sound = readFileSync(file);
    for (const at of [20, 5000, Math.floor(sound.length / 2), sound.length - 60, sound.length - 5]) {
      const octets = Buffer.from(sound);
      octets[at] = (octets[at] ?? 0) ^ 1;
      writeFileSync(file, octets);
      expect([at, await problem(file)]).toEqual([at, expect.stringContaining('damaged')]);
    }
    writeFileSync(file, sound);
    truncateSync(file, sound.length - 1);
    expect(await problem(file)).toContain('damaged');
    writeFileSync(file, 'just a text, though a long one: '.repeat(10));
    expect(await problem(file)).toContain('no backup');
    expect(await problem(`${file}.missing`)).toContain('cannot be read');
    const newer = new Database(file.replace('.sealpost', '-newer.db'));
    newer.exec('CREATE TABLE x (y)');
    newer.pragma('user_version = 9999');
    newer.close();
    await seal(newer.name);
    expect(await problem(newer.name)).toContain('newer Sealpost');
  });

  test('is refused by the command line where an engine runs, and a stopped folder can be backed up', async () => {
    const { engine, file, dataDir } = await startFilled();
    await engine.call('backup.create', { file });
    await expect(sealpost('restore', file, '--data-dir', dataDir)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Stop it first'),
    });
    await engine.stop();
    const second = `${file}.2`;
    expect(await sealpost('backup', second, '--data-dir', dataDir)).toContain('Keep it safe');
    expect(await sealpost('restore', second, '--data-dir', dataDir)).toContain('Its 2 messages are on hold');
    expect(readdirSync(dataDir).filter((name) => name.startsWith('before-restore-'))).toHaveLength(1);
  });
});

describe('a restore from the app', () => {
  async function startRestartable(dataDir: string) {
    const engine = await createRestartableEngine((restart) =>
      createEngine({
        dataDir,
        version: '0.0.0-test',
        overrides: { listeners: [{ host: '127.0.0.1', port: 0 }] },
        demo: false,
        clock: systemClock,
        random: Math.random,
        connect: connectTcp,
        logger: silentLogger,
        restart,
      }),
    );
    onTestFinished(() => engine.stop());
    return engine;
  }

  test('goes on with the restored data; what was subscribed to goes on too', async () => {
    const { engine: first, dataDir, file } = await startFilled();
    await first.call('backup.create', { file });
    await first.stop();
    const engine = await startRestartable(dataDir);
    await engine.api.call('rules.save', { pattern: 'later.example', mode: 'strict' });
    const totals: number[] = [];
    let changed = () => {};
    const seen = new Promise<void>((resolve) => {
      changed = resolve;
    });
    engine.api.subscribe('rules.changed', {}, async ({ total }) => {
      totals.push(total);
      changed();
    });
    const answer = await engine.api.call('backup.restore', { file });
    expect(answer).toMatchObject({ messages: 2, rules: 1 });
    expect(readdirSync(answer.keptAside)).toContain('sealpost.db');
    const { rules } = await engine.api.call('rules.list', {});
    expect(rules.map(({ pattern }) => pattern)).toEqual(['bank.example']);
    expect((await engine.api.call('status.get', {})).queue).toMatchObject({ messages: 2, held: 2 });
    await engine.api.call('rules.save', { pattern: 'new.example', mode: 'strict' });
    await seen;
    expect(totals.at(-1)).toBe(2);
  });

  test('goes back to the data of before where the restored ones cannot be used', async () => {
    const { engine: first, dataDir, file } = await startFilled();
    const caFile = join(temporaryFolder(), 'gone.pem');
    writeFileSync(caFile, (await first.call('certificate.get', {})).certificate.pem);
    await first.call('settings.save', { trust: { caFiles: [caFile] } });
    await first.call('backup.create', { file });
    await first.call('settings.save', { trust: { caFiles: [] }, hostname: 'today.office.example' });
    await first.stop();
    // Settings that name a file which is no longer there keep an engine from starting.
    rmSync(caFile);
    const engine = await startRestartable(dataDir);
    await expect(engine.api.call('backup.restore', { file })).rejects.toThrow();
    const status = await engine.api.call('status.get', {});
    expect(status).toMatchObject({ hostname: 'today.office.example', queue: { messages: 2, held: 0 } });
  });
});
