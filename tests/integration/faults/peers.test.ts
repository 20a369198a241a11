import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HistoryEntry } from '../../../src/shared/contract/history.ts';
import { isTlsFailure } from '../../../src/shared/domain/failureCode.ts';
import { reportFigures } from '../../support/figures.ts';
import { type Lab, startLab } from '../../support/lab/lab.ts';
import type { SmtpBehaviour, SmtpStep } from '../../support/lab/smtpBehaviour.ts';
import { SmtpClient } from '../../support/smtpClient.ts';
import { startTestEngine, type TestEngine } from '../../support/testEngine.ts';

/**
 * A receiving server that misbehaves at every step, for a domain held to strict. Whatever it does: the mail waits, is tried
 * again, and arrives; never in the clear, never given up, and twice only where the server had it and did not say so.
 */

const domain = 'trusted.example';
const steps: readonly SmtpStep[] = ['greeting', 'ehlo', 'starttls', 'mail', 'rcpt', 'data', 'final'];
const nonsense = '\x00\xff\x1b[2Jthis is not SMTP';
const endless = `250-${'x'.repeat(200_000)}`;

let folder: string;
let lab: Lab;
let engine: TestEngine;
let number = 0;
let cases = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sealpost-peers-'));
  lab = await startLab({ dir: folder });
  engine = await startTestEngine({ lab });
  await engine.call('settings.save', {
    queue: { retrySchedule: '1h*' },
  });
  await engine.call('rules.save', { pattern: domain, mode: 'strict' });
});

beforeEach(() => {
  lab.doubles.trusted.reset();
  cases += 1;
});

afterAll(async () => {
  reportFigures('peers that misbehave', { 'ways tried': cases, lost });
  await engine.stop();
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});

let lost = 0;

async function hand(): Promise<string> {
  const recipient = `m${++number}@${domain}`;
  const client = await SmtpClient.connect({ port: engine.smtpPort });
  await client.readReply();
  for (const line of ['EHLO c.example', 'MAIL FROM:<a@office.example>', `RCPT TO:<${recipient}>`, 'DATA']) {
    await client.command(line);
  }
  expect((await client.sendData('Subject: fault\r\n\r\nhello\r\n')).code).toBe(250);
  await client.quit();
  return recipient;
}

interface Outcome {
  first: HistoryEntry;
  entries: HistoryEntry[];
  /** How often the server took the message, counting a time of which it said nothing. */
  taken: number;
}

/** One message through a server that misbehaves, then behaves. */
async function meet(fault: Partial<SmtpBehaviour>): Promise<Outcome> {
  const double = lab.doubles.trusted;
  Object.assign(double.behaviour, fault);
  const isSilent = fault.silentAt !== undefined || fault.starttls?.kind === 'break';
  if (isSilent) await engine.call('settings.save', { delivery: { commandTimeoutMs: 300 } });
  const recipient = await hand();
  const isIts = (entry: HistoryEntry) => entry.recipient === recipient;
  const first = await engine.waitForEntry(
    (entry) => isIts(entry) && ['deferred', 'failed', 'delivered'].includes(entry.outcome),
  );
  // On a busy machine a good server may be slow too.
  if (isSilent) await engine.call('settings.save', { delivery: { commandTimeoutMs: 60_000 } });
  const takenBefore = double.messages.length;
  double.reset();
  if (first.outcome === 'deferred') {
    await engine.call('queue.retry', { domain });
    await engine
      .waitForEntry((entry) => isIts(entry) && entry.outcome === 'delivered')
      .catch((error: unknown) => {
        lost += 1;
        throw error;
      });
  }
  expect(double.connections.every(({ clear }) => !clear.includes('MAIL'))).toBe(true);
  return { first, entries: (await engine.entries()).filter(isIts), taken: takenBefore + double.messages.length };
}

/** Accepted, every attempt, delivered: in this order and complete. */
function expectWholeHistory({ entries }: Outcome): void {
  const outcomes = entries.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'retried');
  expect(outcomes[0]).toBe('accepted');
  expect(outcomes.at(-1)).toBe('delivered');
  expect(outcomes.slice(1, -1).every((outcome) => outcome === 'deferred' || outcome === 'next-host')).toBe(true);
}

describe('a server that hangs up', () => {
  test.each(steps)('at %s gets the mail at the next try', async (closeAt) => {
    const outcome = await meet({ closeAt });
    expect(outcome.first.outcome).toBe('deferred');
    expectWholeHistory(outcome);
    // After the final dot nobody can know whether it was taken: it may come twice, never not at all.
    expect(outcome.taken).toBeGreaterThanOrEqual(1);
    expect(outcome.taken).toBeLessThanOrEqual(closeAt === 'final' ? 2 : 1);
  });
});

describe('a server that falls silent', () => {
  test.each(steps)('at %s gets the mail at the next try', async (silentAt) => {
    const outcome = await meet({ silentAt });
    expect(outcome.first.outcome).toBe('deferred');
    // Silence says nothing about TLS.
    expect(outcome.first.code !== null && isTlsFailure(outcome.first.code)).toBe(false);
    expectWholeHistory(outcome);
    expect(outcome.taken).toBeLessThanOrEqual(silentAt === 'final' ? 2 : 1);
  });

  test('in the handshake gets the mail at the next try', async () => {
    const outcome = await meet({ starttls: { kind: 'break', how: 'silent' } });
    expect(outcome.first.outcome).toBe('deferred');
    expectWholeHistory(outcome);
  });
});

describe('a server that talks nonsense, or without end', () => {
  const places: readonly [string, (text: string) => Partial<SmtpBehaviour>][] = [
    ['its greeting', (greeting) => ({ greeting })],
    ['its answer to EHLO', (ehloReply) => ({ ehloReply })],
    ['its answer to STARTTLS', (reply) => ({ starttls: { kind: 'accept', reply } })],
    ['its answer to MAIL', (mailReply) => ({ mailReply })],
    ['its answer to RCPT', (rcptReply) => ({ rcptReply })],
    ['its answer to DATA', (dataReply) => ({ dataReply })],
    ['its answer to the message', (finalReply) => ({ finalReply })],
  ];
  test.each(
    places.flatMap(([name, place]) =>
      [nonsense, endless].map((text) => [name, text.slice(0, 8), place(text)] as const),
    ),
  )('in %s (%j) gets the mail at the next try', async (name, _, fault) => {
    const outcome = await meet(fault);
    expect(outcome.first.outcome).toBe('deferred');
    expectWholeHistory(outcome);
    expect(outcome.taken).toBeLessThanOrEqual(name === 'its answer to the message' ? 2 : 1);
    // What it said must not steer a screen that shows the log.
    expect(JSON.stringify(outcome.entries)).not.toMatch(/\\u001b|\\u0000/);
  });
});

test('a refusal with words for a terminal is told without them', async () => {
  const outcome = await meet({ mailReply: '451 4.3.0 later\x1b[2J\x07\x00\u202e please' });
  expect(outcome.first).toMatchObject({
    outcome: 'deferred',
    reply: expect.stringMatching(/^451 4\.3\.0 later.*please$/),
  });
  expectWholeHistory(outcome);
  expect(outcome.first.reply).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('none of all this was given up, and nothing waits any more', async () => {
  const entries = await engine.entries();
  expect(entries.filter(({ outcome }) => outcome === 'failed' || outcome === 'expired')).toEqual([]);
  expect((await engine.call('queue.list', { limit: 10 })).total).toBe(0);
});
