import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClockStep } from '../../../src/main/engine/runtime.ts';
import { createFakeClock } from '../../support/fakeClock.ts';
import { type Lab, startLab } from '../../support/lab/lab.ts';
import { SmtpClient } from '../../support/smtpClient.ts';
import { startTestEngine } from '../../support/testEngine.ts';

/** A clock that is set while mail waits, and a machine that sleeps. */

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

let folder: string;
let lab: Lab;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sealpost-clock-'));
  lab = await startLab({ dir: folder });
});

afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});

/** An engine with one message that no server takes yet, after its first try. */
async function engineWithWaitingMail() {
  const clock = createFakeClock();
  let listener: ((step: ClockStep) => void) | null = null;
  const engine = await startTestEngine({
    lab,
    clock: {
      ...clock,
      onStep(given) {
        listener = given;
      },
    },
  });
  lab.doubles.trusted.behaviour.greeting = '421 4.3.2 come back later';
  await engine.call('rules.save', { pattern: 'trusted.example', mode: 'strict' });
  const client = await SmtpClient.connect({ port: engine.smtpPort });
  await client.readReply();
  for (const line of ['EHLO c.example', 'MAIL FROM:<a@office.example>', 'RCPT TO:<b@trusted.example>', 'DATA']) {
    await client.command(line);
  }
  await client.sendData('Subject: waits\r\n\r\nx\r\n');
  await client.quit();
  await engine.waitForEntry(({ outcome }) => outcome === 'deferred');
  const recipient = async () => {
    const { messages } = await engine.call('queue.list', { limit: 10 });
    const found = messages[0]?.recipients[0];
    if (!found?.nextAttemptAt || !found.expiresAt) throw new Error('The message does not wait.');
    return {
      toNextTryMs: Date.parse(found.nextAttemptAt) - clock.now(),
      toEndMs: Date.parse(found.expiresAt) - clock.now(),
      attempts: found.attempts,
    };
  };
  return {
    clock,
    engine,
    recipient,
    /** Somebody sets the clock; resolves when the engine goes by it. */
    async setClock(byMs: number) {
      await new Promise<void>((adopted) =>
        listener?.({
          byMs,
          adopt() {
            clock.set(clock.now() + byMs);
            adopted();
          },
        }),
      );
    },
  };
}

test.each([dayMs, 30 * dayMs, -dayMs])(
  'a clock that is set by %i ms takes nothing from the mail that waits',
  async (byMs) => {
    const { clock, engine, recipient, setClock } = await engineWithWaitingMail();
    const before = await recipient();
    await setClock(byMs);
    expect(await recipient()).toEqual(before);
    const told = await engine.waitForEntry(({ detail }) => detail?.startsWith('clock-set') === true);
    expect(told).toMatchObject({ stage: 'Engine', outcome: 'warning' });
    // It is tried when it would have been, and not before.
    await clock.advance(before.toNextTryMs - 1000);
    expect((await recipient()).attempts).toBe(1);
    lab.doubles.trusted.reset();
    await clock.advance(1000);
    await engine.waitForEntry(({ outcome }) => outcome === 'delivered');
    await engine.stop();
  },
);

test('a machine that slept for eight hours sends what fell due meanwhile, and gives up nothing', async () => {
  const { clock, engine, recipient } = await engineWithWaitingMail();
  const { toEndMs } = await recipient();
  expect(toEndMs).toBeGreaterThan(4 * dayMs);
  // Asleep no timer runs: the first one comes late, after the machine woke.
  clock.set(clock.now() + 8 * hourMs);
  lab.doubles.trusted.reset();
  await clock.advance(60_000);
  await engine.waitForEntry(({ outcome }) => outcome === 'delivered');
  expect((await engine.entries()).filter(({ outcome }) => outcome === 'expired')).toEqual([]);
  await engine.stop();
});

test('an outage of three days ends without a storm: each domain is tried within its limit', async () => {
  const clock = createFakeClock();
  const engine = await startTestEngine({ lab, clock });
  lab.doubles.trusted.reset();
  lab.doubles.trusted.behaviour.greeting = '421 4.3.2 come back later';
  const { settings } = await engine.call('settings.get', {});
  const client = await SmtpClient.connect({ port: engine.smtpPort });
  await client.readReply();
  await client.command('EHLO c.example');
  for (let i = 0; i < 60; i += 1) {
    for (const line of ['MAIL FROM:<a@office.example>', `RCPT TO:<b${i}@trusted.example>`, 'DATA'])
      await client.command(line);
    await client.sendData('Subject: waits\r\n\r\nx\r\n');
  }
  await client.quit();
  await engine.waitUntilIdle();
  clock.set(clock.now() + 3 * dayMs);
  lab.doubles.trusted.reset();
  let open = 0;
  let most = 0;
  lab.doubles.trusted.behaviour.before = async (step) => {
    if (step === 'greeting') open += 1;
    if (step === 'quit') open -= 1;
    most = Math.max(most, open);
  };
  await clock.advance(60_000);
  await engine.waitUntilIdle();
  while (lab.doubles.trusted.messages.length < 60) {
    await lab.doubles.trusted.waitForMessage(() => lab.doubles.trusted.messages.length >= 60);
  }
  expect(most).toBeLessThanOrEqual(settings.delivery.maxConnectionsPerDomain);
  // Not a connection a message either.
  expect(lab.doubles.trusted.connections.length).toBeLessThanOrEqual(2 * settings.delivery.maxConnectionsPerDomain);
  await engine.stop();
});
