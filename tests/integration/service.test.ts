import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EngineStartError } from '../../src/main/engine/engine.types.ts';
import { readEngineFile, writeEngineFile } from '../../src/main/engine/entry/engineFile.ts';
import { type Service, startService } from '../../src/main/engine/entry/service.ts';
import { ContractError } from '../../src/shared/contract/errors.ts';
import { type FakeEngine, fakeApi, fakeEngine, noConnect } from '../support/fakeEngine.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const cli = new URL('../../src/main/engine/entry/cli.ts', import.meta.url).pathname;

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command from its source, as a process of its own. */
async function sealpost(args: readonly string[], input = ''): Promise<Ran> {
  const child = spawn(process.execPath, [cli, ...args], { stdio: 'pipe' });
  child.stdin.end(input);
  const exited = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await exited, stdout, stderr };
}

const serveOptions = {
  smtp: [],
  web: { host: '127.0.0.1', port: 0 },
  dns: [],
  deliveryPort: null,
  caFiles: [],
  json: true,
  demo: false,
  stopWithParent: false,
  dataKeyOnStdin: false,
};

async function startFake(engine: FakeEngine, dataDir = join(temporaryFolder(), 'data')): Promise<Service> {
  const service = await startService(
    { ...serveOptions, dataDir },
    { createEngine: engine.createEngine, connect: noConnect },
  );
  onTestFinished(() => service.stop());
  return service;
}

const api = fakeApi({
  'rules.list': ({ search }) => ({ rules: [], total: search?.length ?? 0 }),
  'rules.get': ({ id }) => {
    throw new ContractError({ code: 'not-found', field: 'id', message: `There is no rule ${id}.` });
  },
});

describe('the service', () => {
  it('writes how to reach it while it runs, for its owner only', async () => {
    const engine = fakeEngine(api);
    const service = await startFake(engine);
    expect(statSync(service.dataDir).mode & 0o777).toBe(0o700);
    const file = readEngineFile(service.dataDir);
    expect(file).toMatchObject({ pid: process.pid, web: service.web.address, token: service.web.bearerToken });
    expect(service.web.firstLink).not.toContain(file?.token);
    const names = readdirSync(service.dataDir);
    for (const name of names.filter((name) => name.startsWith('engine.'))) {
      expect(statSync(join(service.dataDir, name)).mode & 0o077).toBe(0);
    }
    await service.stop();
    expect(engine.stopped).toBe(true);
    expect(readEngineFile(service.dataDir)).toBeNull();
    expect(readFileSync(join(service.dataDir, 'engine.log'), 'utf8')).not.toContain(service.web.bearerToken);
  });

  it('stops the engine again when the web address cannot be had', async () => {
    const first = await startFake(fakeEngine(api));
    const engine = fakeEngine(api);
    const dataDir = join(temporaryFolder(), 'data');
    const port = Number(new URL(first.web.address).port);
    await expect(
      startService(
        { ...serveOptions, dataDir, web: { host: '127.0.0.1', port } },
        { createEngine: engine.createEngine, connect: noConnect },
      ),
    ).rejects.toMatchObject({ code: 'port-in-use' });
    expect(engine.stopped).toBe(true);
    expect(readEngineFile(dataDir)).toBeNull();
  });

  it('passes on why the engine did not start', async () => {
    const createEngine = () => Promise.reject(new EngineStartError('database-too-new', 'A newer Sealpost wrote it.'));
    const dataDir = temporaryFolder();
    await expect(
      startService({ ...serveOptions, dataDir }, { createEngine, connect: noConnect }),
    ).rejects.toMatchObject({ code: 'database-too-new' });
    expect(readEngineFile(dataDir)).toBeNull();
  });
});

describe('sealpost call', () => {
  it('prints the result as one JSON document', async () => {
    const { dataDir } = await startFake(fakeEngine(api));
    expect(await sealpost(['call', 'rules.list', '{"search":"abc"}', '--data-dir', dataDir])).toEqual({
      code: 0,
      stdout: `${JSON.stringify({ rules: [], total: 3 }, null, 2)}\n`,
      stderr: '',
    });
    const fromInput = await sealpost(['call', 'rules.list', '-', '--data-dir', dataDir], '{"search":"ab"}');
    expect(JSON.parse(fromInput.stdout)).toEqual({ rules: [], total: 2 });
  });

  it.each<[string, string[], object]>([
    [
      'the engine refuses',
      ['rules.get', '{"id":"7"}'],
      { code: 'not-found', field: 'id', message: 'There is no rule 7.' },
    ],
    ['the input is not JSON', ['rules.get', '{"id":'], { code: 'invalid-input', message: expect.any(String) }],
    [
      'the input does not fit',
      ['rules.get', '{"id":7}'],
      { code: 'invalid-input', field: 'id', message: expect.any(String) },
    ],
    [
      'there is no such command',
      ['rules.dance'],
      { code: 'unknown-command', field: 'name', message: expect.stringContaining('rules.dance') },
    ],
  ])('exits 1 with the reason when %s', async (_what, args, error) => {
    const { dataDir } = await startFake(fakeEngine(api));
    const ran = await sealpost(['call', ...args, '--data-dir', dataDir]);
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toEqual({ error });
  });

  it('says that no engine runs', async () => {
    const dataDir = temporaryFolder();
    const none = await sealpost(['call', 'status.get', '--data-dir', dataDir]);
    expect(none.code).toBe(1);
    expect(JSON.parse(none.stdout)).toEqual({
      error: { code: 'unavailable', message: expect.stringContaining(dataDir) },
    });
    // The file of an engine that was killed: its process may even have been replaced by another one.
    writeEngineFile(dataDir, {
      pid: process.pid,
      web: 'http://127.0.0.1:1/',
      token: 'x',
      startedAt: new Date().toISOString(),
    });
    const gone = await sealpost(['call', 'status.get', '--data-dir', dataDir]);
    expect(gone.code).toBe(1);
    expect(JSON.parse(gone.stdout)).toMatchObject({ error: { code: 'unavailable' } });
  });
});

it('makes a fresh link that works once', async () => {
  const { dataDir, web } = await startFake(fakeEngine(api));
  const { code, stdout } = await sealpost(['link', '--data-dir', dataDir]);
  expect(code).toBe(0);
  const link = stdout.trim();
  expect(link).toMatch(new RegExp(`^${web.address}\\?token=[\\w-]{43}$`));
  expect((await fetch(link, { redirect: 'manual' })).status).toBe(303);
  expect((await fetch(link, { redirect: 'manual' })).status).toBe(401);
});

it('exits 2 when it is not understood, and says how it is used', async () => {
  const ran = await sealpost(['serve', '--smtp', 'everywhere']);
  expect(ran).toMatchObject({ code: 2, stdout: '' });
  expect(ran.stderr).toContain('--smtp "everywhere"');
  expect(ran.stderr).toContain('Usage: sealpost');
});

it('exits 1 with one line when the data folder cannot be used', async () => {
  const inTheWay = join(temporaryFolder(), 'file');
  writeFileSync(inTheWay, '');
  const ran = await sealpost(['serve', '--data-dir', join(inTheWay, 'data'), '--json']);
  expect(ran.code).toBe(1);
  expect(ran.stdout.trim().split('\n')).toHaveLength(1);
  expect(JSON.parse(ran.stdout)).toEqual({
    event: 'failed',
    error: { code: 'data-dir-not-writable', message: expect.stringContaining(inTheWay) },
  });
  const told = await sealpost(['serve', '--data-dir', join(inTheWay, 'data')]);
  expect(told).toMatchObject({ code: 1, stdout: '' });
  expect(told.stderr.trim().split('\n')).toHaveLength(1);
});
