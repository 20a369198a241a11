import { expect, onTestFinished, test } from 'vitest';
import type { Clock } from '../../../src/main/engine/runtime.ts';
import { createFakeClock, type FakeClock } from '../../support/fakeClock.ts';
import { SmtpClient, type SmtpReply } from '../../support/smtpClient.ts';
import { startTestEngine } from '../../support/testEngine.ts';

/** Somebody who guesses the password of an SMTP user at a whole engine: each guess waits, then nobody is let in. */

const minute = 60_000;
const password = 'correct horse 7';

/** A clock that keeps a wait of so long for the test to end, and fires nothing else. */
function heldClock(): { clock: Clock; fake: FakeClock; nextWaitOf(delayMs: number): Promise<() => void> } {
  const fake = createFakeClock();
  let expected: { delayMs: number; begun(end: () => void): void } | null = null;
  const clock: Clock = {
    ...fake,
    setTimer(callback, delayMs) {
      if (expected?.delayMs !== delayMs) return fake.setTimer(callback, delayMs);
      expected.begun(() => {
        fake.set(fake.now() + delayMs);
        callback();
      });
      expected = null;
      return { cancel() {} };
    },
  };
  return {
    clock,
    fake,
    nextWaitOf: (delayMs) =>
      new Promise((begun) => {
        expected = { delayMs, begun };
      }),
  };
}

async function setUp() {
  const { clock, fake, nextWaitOf } = heldClock();
  const engine = await startTestEngine({ clock });
  onTestFinished(() => engine.stop());
  await engine.call('settings.save', { allowedNetworks: ['10.0.0.0/8'] });
  await engine.call('users.save', { username: 'till-7', password });

  const connect = async (localAddress: string) => {
    const client = await SmtpClient.connect({ port: engine.smtpPort, localAddress });
    onTestFinished(() => client.destroy());
    await client.readReply();
    await client.command('EHLO client.example');
    await client.startTls();
    await client.command('EHLO client.example');
    return client;
  };
  /** Fails where the answer comes before its time. */
  const guess = async (client: SmtpClient, guessed: string, delayMs: number): Promise<SmtpReply> => {
    const waiting = nextWaitOf(delayMs);
    let answered = false;
    const reply = client.command(`AUTH PLAIN ${Buffer.from(`\0till-7\0${guessed}`).toString('base64')}`).finally(() => {
      answered = true;
    });
    if (delayMs === 0) return reply;
    const endWait = await waiting;
    expect(answered).toBe(false);
    endWait();
    return reply;
  };
  return { engine, fake, connect, guess };
}

test('guessing a password takes longer each time, locks the address out, and is in the log', {
  timeout: 90_000,
}, async () => {
  const { engine, fake, connect, guess } = await setUp();
  const client = await connect('127.0.0.2');
  const delays = [0, 1000, 2000, 4000, 8000, 8000, 8000, 8000, 8000, 8000];
  for (const [i, delayMs] of delays.entries()) {
    expect((await guess(client, `guess number ${i}`, delayMs)).code).toBe(535);
  }
  // The right password is worth no more, on this connection and on the next.
  expect((await guess(client, password, 0)).text).toMatch(/^421 4\.7\.0/);
  await client.closed;
  const again = await connect('127.0.0.2');
  expect((await guess(again, password, 0)).text).toMatch(/^421 4\.7\.0/);

  // Others get in: the name is not locked out by one address.
  const colleague = await connect('127.0.0.3');
  expect((await guess(colleague, password, 8000)).code).toBe(235);

  const lockOut = await engine.waitForEntry(({ code }) => code === 'login-locked-out');
  expect(lockOut).toMatchObject({ outcome: 'refused', address: '127.0.0.2' });
  expect(Date.parse(lockOut.expiresAt ?? '') - Date.parse(lockOut.at)).toBe(15 * minute);
  const entries = await engine.entries();
  const failed = entries.filter(({ code }) => code === 'login-failed');
  expect(failed[0]).toMatchObject({ address: '127.0.0.2', detail: 'A login as the user till-7 failed.' });
  // One a minute: guessing must not fill the log.
  expect(failed.length).toBeLessThan(3);
  expect(JSON.stringify(entries)).not.toMatch(/guess number|correct horse/);

  fake.set(fake.now() + 15 * minute);
  const later = await connect('127.0.0.2');
  expect((await guess(later, password, 0)).code).toBe(235);
});
