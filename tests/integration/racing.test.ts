import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLab } from '../support/lab/lab.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';

describe('two commands at the same time', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = await startTestEngine();
  });
  afterEach(() => engine.stop());

  it('do not list a domain twice: which of the two rules would hold?', async () => {
    const results = await Promise.allSettled([
      engine.call('rules.save', { pattern: 'bank.example', mode: 'strict' }),
      engine.call('rules.save', { pattern: 'bank.example', mode: 'watch' }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(results[1]).toMatchObject({ reason: { refusal: { code: 'duplicate', field: 'pattern' } } });
    expect(await engine.call('rules.list', {})).toMatchObject({ rules: [{ mode: 'strict' }], total: 1 });
  });

  it('do not bring back a rule that was just deleted', async () => {
    const { rule } = await engine.call('rules.save', { pattern: 'bank.example', mode: 'strict' });
    const results = await Promise.allSettled([
      engine.call('rules.remove', { ids: [rule.id] }),
      engine.call('rules.save', { id: rule.id, pattern: 'bank.example', mode: 'watch' }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect((await engine.call('rules.list', {})).total).toBe(0);
  });

  it('change settings without one undoing the other', async () => {
    await Promise.all([
      engine.call('settings.save', { acceptedDomains: ['office.example'] }),
      engine.call('settings.save', { queue: { lifeHours: 10 } }),
      engine.call('settings.save', { queue: { tlsLifeHours: 20 } }),
    ]);
    const { settings } = await engine.call('settings.get', {});
    expect(settings).toMatchObject({
      acceptedDomains: ['office.example'],
      queue: { lifeHours: 10, tlsLifeHours: 20 },
    });
  });
});

describe('settings', () => {
  it('are not half saved where the password cannot be written', async () => {
    const engine = await startTestEngine();
    // In the way of the file.
    mkdirSync(join(engine.dataDir, 'secrets.json.1.staged'));
    const smartHost = { host: 'relay.example', port: 587, mode: 'strict' as const, username: 'office' };
    await expect(engine.call('settings.save', { smartHost, smartHostPassword: 'correct horse' })).rejects.toThrow();
    const view = await engine.call('settings.get', {});
    expect(view).toMatchObject({ settings: { smartHost: null }, smartHostPasswordSet: false });
    await engine.stop();
  });

  it('can be changed after a CA file of the command line is gone, which stays in force', async () => {
    const lab = await startLab({ dir: temporaryFolder() });
    const caFile = join(temporaryFolder(), 'ca.pem');
    copyFileSync(lab.caFile, caFile);
    const engine = await startTestEngine({ lab, overrides: { caFiles: [caFile] } });
    rmSync(caFile);
    await engine.call('settings.save', { notices: { sendDelayWarning: false } });
    const { settings } = await engine.call('settings.get', {});
    expect(settings.notices.sendDelayWarning).toBe(false);
    const verdict = await engine.call('probe.domain', { domain: 'trusted.example' });
    expect(verdict.strictestMode).toBe('strict');
    await engine.stop();
    await lab.close();
  });
});
