import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContractError } from '../../src/shared/contract/errors.ts';
import { ServiceFailed, startService } from '../support/service.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';

describe('a command with bad input', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = await startTestEngine();
    await engine.call('rules.save', { pattern: 'listed.example', mode: 'strict' });
  });
  afterEach(() => engine.stop());

  const cases: [string, string, unknown, { code: string; field: string }][] = [
    [
      'an invalid pattern',
      'rules.save',
      { pattern: 'not a domain', mode: 'strict' },
      { code: 'invalid-input', field: 'pattern' },
    ],
    [
      'a public suffix',
      'rules.save',
      { pattern: 'co.uk', mode: 'strict' },
      { code: 'invalid-input', field: 'pattern' },
    ],
    [
      'an unknown mode',
      'rules.save',
      { pattern: 'a.example', mode: 'paranoid' },
      { code: 'invalid-input', field: 'mode' },
    ],
    [
      'a field that does not exist',
      'rules.save',
      { pattern: 'a.example', mode: 'strict', colour: 1 },
      { code: 'invalid-input', field: 'colour' },
    ],
    [
      'a pattern that is listed',
      'rules.save',
      { pattern: 'LISTED.example', mode: 'relaxed' },
      { code: 'duplicate', field: 'pattern' },
    ],
    [
      'a pinned rule without pins',
      'rules.save',
      { pattern: 'a.example', mode: 'pinned' },
      { code: 'invalid-input', field: 'pins' },
    ],
    [
      'an odd cipher list',
      'rules.save',
      { pattern: 'a.example', mode: 'strict', cipherProfile: 'custom', cipherList: 'NO-SUCH' },
      { code: 'invalid-input', field: 'cipherList' },
    ],
    [
      'one bad rule among many',
      'rules.saveMany',
      {
        rules: [
          { pattern: 'good.example', mode: 'strict' },
          { pattern: '@', mode: 'strict' },
        ],
      },
      { code: 'invalid-input', field: 'rules.1.pattern' },
    ],
    [
      'a rule that does not exist',
      'rules.save',
      { id: 'nobody', pattern: 'a.example', mode: 'strict' },
      { code: 'not-found', field: 'id' },
    ],
    [
      'a port that is none',
      'settings.save',
      { listeners: [{ host: '127.0.0.1', port: 99999 }] },
      { code: 'invalid-input', field: 'listeners.0.port' },
    ],
    [
      'a network that is none',
      'settings.save',
      { allowedNetworks: ['10.0.0.0/99'] },
      { code: 'invalid-input', field: 'allowedNetworks.0' },
    ],
    [
      'a network that is everybody',
      'settings.save',
      { allowedNetworks: ['0.0.0.0/0'] },
      { code: 'invalid-input', field: 'allowedNetworks.0' },
    ],
    [
      'a password for a server that is not verified',
      'settings.save',
      { smartHost: { host: 'relay.example', port: 587, mode: 'relaxed', username: 'office' } },
      { code: 'invalid-input', field: 'smartHost.mode' },
    ],
    [
      'a user of the smart host without a password',
      'settings.save',
      { smartHost: { host: 'relay.example', port: 587, mode: 'strict', username: 'office' } },
      { code: 'invalid-input', field: 'smartHostPassword' },
    ],
    [
      'a user of the smart host with an empty password',
      'settings.save',
      { smartHost: { host: 'relay.example', port: 587, mode: 'strict', username: 'office' }, smartHostPassword: '' },
      { code: 'invalid-input', field: 'smartHostPassword' },
    ],
    [
      'a schedule that is none',
      'settings.save',
      { queue: { retrySchedule: 'often' } },
      { code: 'invalid-input', field: 'queue.retrySchedule' },
    ],
    [
      'a CA file that is missing',
      'settings.save',
      { trust: { caFiles: ['/nowhere.pem'] } },
      { code: 'invalid-input', field: 'trust.caFiles.0' },
    ],
    [
      'an accepted domain that is none',
      'settings.save',
      { acceptedDomains: ['ok.example', '..'] },
      { code: 'invalid-input', field: 'acceptedDomains.1' },
    ],
  ];
  it.each(cases)('is refused for %s (%s), and changes nothing', async (_, name, input, refusal) => {
    const before = await state(engine);
    const refused = await refusalOf(engine.callRaw(name, input));
    expect({ field: '', ...refused }).toMatchObject(refusal);
    expect(refused.message).toMatch(/\.$/);
    expect(await state(engine)).toEqual(before);
  });

  it('is refused for a port that is taken; the listeners of before stay open', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');

    const before = await state(engine);
    const refused = await refusalOf(
      engine.call('settings.save', { listeners: [{ host: '127.0.0.1', port: address.port }] }),
    );
    expect(refused).toMatchObject({ code: 'port-in-use', field: 'listeners.0' });
    expect(await state(engine)).toEqual(before);
    taken.close();
  });
});

describe('a listener', () => {
  it('moves from one address to all of them on the same port', async () => {
    const engine = await startTestEngine();
    await engine.call('settings.save', { listeners: [{ host: '127.0.0.1', port: engine.smtpPort }] });
    await engine.call('settings.save', { listeners: [{ host: '0.0.0.0', port: engine.smtpPort }] });
    const { listeners } = await engine.call('status.get', {});
    expect(listeners).toMatchObject([{ host: '0.0.0.0', port: engine.smtpPort, state: 'listening' }]);
    await engine.stop();
  });
});

describe('a data folder', () => {
  let dir: string;
  const args = () => ['--data-dir', join(dir, 'data'), '--smtp', '127.0.0.1:0', '--web', '127.0.0.1:0'];
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'sealpost-bad-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('that cannot be written ends the start with one clear line', async () => {
    writeFileSync(join(dir, 'data'), 'a file is in the way');
    await expect(failure(startService(args()))).resolves.toMatchObject({ code: 'data-dir-not-writable', exitCode: 1 });
  });

  it('of a newer version is left as it was', async () => {
    await (await startService(args())).stop();
    const file = join(dir, 'data', 'sealpost.db');
    const db = new Database(file);
    db.pragma('user_version = 9999');
    db.close();
    const before = readFileSync(file);
    await expect(failure(startService(args()))).resolves.toMatchObject({ code: 'database-too-new', exitCode: 1 });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('that another engine uses is not touched', async () => {
    const first = await startService(args());
    await expect(failure(startService(args()))).resolves.toMatchObject({ code: 'already-running', exitCode: 1 });
    expect(await first.stop()).toBe(0);
  });

  it('with a database that cannot be read is kept aside, and said so', async () => {
    mkdirSync(join(dir, 'data', 'spool'), { recursive: true });
    writeFileSync(join(dir, 'data', 'sealpost.db'), 'no database '.repeat(2000));
    writeFileSync(join(dir, 'data', 'spool', 'body.eml'), 'a body that the lost database named');
    const engine = await startTestEngine({ dataDir: join(dir, 'data') });
    const status = await engine.call('status.get', {});
    expect(status).toMatchObject({ state: 'attention', notices: [{ kind: 'database-set-aside' }] });
    const detail = status.notices[0]?.detail ?? '';
    expect(detail).toContain('. Saved from it: 0 rules');
    const setAside = detail.slice(0, detail.indexOf('. Saved'));
    expect(readFileSync(setAside, 'utf8')).toContain('no database');
    const asideSpool = readdirSync(join(dir, 'data')).find((name) => name.startsWith('spool.unreadable-'));
    expect(existsSync(join(dir, 'data', asideSpool ?? '', 'body.eml'))).toBe(true);
    expect((await engine.entries())[0]).toMatchObject({ stage: 'Engine', outcome: 'warning' });
    await engine.stop();
  });
});

async function state(engine: TestEngine) {
  const { rules } = await engine.call('rules.list', {});
  const { settings } = await engine.call('settings.get', {});
  const { listeners } = await engine.call('status.get', {});
  return { rules, settings, listeners };
}

async function refusalOf(call: Promise<unknown>) {
  try {
    await call;
  } catch (error) {
    if (error instanceof ContractError) return error.refusal;
    throw error;
  }
  throw new Error('The command was not refused.');
}

async function failure(start: Promise<unknown>) {
  try {
    await start;
  } catch (error) {
    if (error instanceof ServiceFailed) return { code: error.code, exitCode: error.exitCode };
    throw error;
  }
  throw new Error('The service started.');
}
