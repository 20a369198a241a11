import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Lab } from '../support/lab/lab.ts';
import { shareLab } from '../support/lab/shareLab.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';

let lab: Lab;
let engine: TestEngine;

shareLab((started) => {
  lab = started;
});
beforeEach(async () => {
  engine = await startTestEngine({ lab });
});
afterEach(() => engine.stop());

const tryHost = (host: string, mode: 'strict' | 'relaxed' | 'opportunistic' = 'strict') =>
  engine.call('smartHost.test', { host, port: lab.deliveryPort, mode, username: null });

test.each([
  ['mx.trusted.example', 'strict', 'strict', true],
  ['mx.self-signed.example', 'relaxed', 'relaxed', true],
  ['mx.self-signed.example', 'strict', 'relaxed', false],
  ['mx.no-starttls.example', 'relaxed', 'tls-not-supported', false],
  ['mx.no-starttls.example', 'opportunistic', 'tls-not-supported', true],
  ['mx.tls11.example', 'relaxed', 'tls-too-old', false],
  ['mx.busy.example', 'opportunistic', 'no-answer', false],
  ['mx.missing.example', 'strict', 'no-answer', false],
] as const)('%s under %s: %s, pass %s', async (host, mode, result, pass) => {
  expect(await tryHost(host, mode)).toMatchObject({ result, pass, loggedIn: null });
});

test('logs in with the password typed, sends no mail and saves nothing', async () => {
  const double = lab.doubles.trusted;
  double.behaviour.auth = { username: 'office', password: 'correct horse' };
  const input = { host: 'mx.trusted.example', port: lab.deliveryPort, mode: 'strict' as const, username: 'office' };
  expect(await engine.call('smartHost.test', { ...input, password: 'correct horse' })).toMatchObject({
    result: 'strict',
    pass: true,
    loggedIn: true,
  });
  const refused = await engine.call('smartHost.test', { ...input, password: 'a wrong one' });
  expect(refused).toMatchObject({ result: 'login-refused', pass: false, loggedIn: false });
  expect(refused.reply).toContain('535');
  expect(JSON.stringify(refused)).not.toContain('a wrong one');
  expect(double.connections.flatMap(({ commands }) => commands).map(({ line }) => line)).not.toContainEqual(
    expect.stringMatching(/^(MAIL|RCPT|DATA)/),
  );
  expect(await engine.call('settings.get', {})).toMatchObject({
    settings: { smartHost: null },
    smartHostPasswordSet: false,
  });
});

test('the password that is kept goes to its own server and user only', async () => {
  lab.doubles.trusted.behaviour.auth = { username: 'office', password: 'correct horse' };
  const smartHost = { host: 'mx.trusted.example', port: lab.deliveryPort, mode: 'strict' as const, username: 'office' };
  await engine.call('settings.save', { smartHost, smartHostPassword: 'correct horse' });
  expect(await engine.call('smartHost.test', smartHost)).toMatchObject({ pass: true, loggedIn: true });
  for (const other of [{ host: 'mx.tls12.example' }, { username: 'boss' }]) {
    await expect(engine.call('smartHost.test', { ...smartHost, ...other })).rejects.toMatchObject({
      refusal: { code: 'invalid-input', field: 'password' },
    });
  }
  expect(lab.doubles.tls12.connections).toEqual([]);
});

test('no password goes to a server that has not proved its name', async () => {
  const double = lab.doubles['self-signed'];
  double.behaviour.auth = { username: 'office', password: 'correct horse' };
  const input = {
    host: 'mx.self-signed.example',
    port: lab.deliveryPort,
    username: 'office',
    password: 'correct horse',
  };
  expect(await engine.call('smartHost.test', { ...input, mode: 'strict' })).toMatchObject({
    result: 'relaxed',
    pass: false,
    loggedIn: null,
  });
  await expect(engine.call('smartHost.test', { ...input, mode: 'relaxed' })).rejects.toMatchObject({
    refusal: { field: 'smartHost.mode' },
  });
  expect(double.connections.map(({ readable }) => readable.toString('latin1')).join()).not.toContain('AUTH PLAIN');
});
