import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HistoryEntry } from '../../../src/shared/contract/history.ts';
import type { FailureCode } from '../../../src/shared/domain/failureCode.ts';
import type { DnsEntry } from '../../support/lab/dnsServer.ts';
import { type Lab, startLab } from '../../support/lab/lab.ts';
import { SmtpClient } from '../../support/smtpClient.ts';
import { startTestEngine, type TestEngine } from '../../support/testEngine.ts';

/** A DNS that fails, lies or changes its mind says nothing about the mail or the server: the mail waits, and arrives. */

let folder: string;
let lab: Lab;
let engine: TestEngine;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sealpost-dns-'));
  lab = await startLab({ dir: folder });
  engine = await startTestEngine({ lab });
  await engine.call('settings.save', { queue: { retrySchedule: '1h*' } });
});

afterAll(async () => {
  await engine.stop();
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});

async function hand(recipient: string): Promise<void> {
  const client = await SmtpClient.connect({ port: engine.smtpPort });
  await client.readReply();
  for (const line of ['EHLO c.example', 'MAIL FROM:<a@office.example>', `RCPT TO:<${recipient}>`, 'DATA']) {
    await client.command(line);
  }
  expect((await client.sendData('Subject: dns\r\n\r\nx\r\n')).code).toBe(250);
  await client.quit();
}

/** One retry by hand is enough, however lately the DNS was asked: it is asked anew. */
async function retryOnce(domain: string, deferred: HistoryEntry): Promise<HistoryEntry> {
  await engine.call('queue.retry', { domain });
  return engine.waitForEntry(
    ({ seq, recipient, outcome }) =>
      seq > deferred.seq && recipient === `b@${domain}` && ['deferred', 'delivered'].includes(outcome),
    60_000,
  );
}

const good: DnsEntry = { mx: [{ preference: 10, exchange: 'mx.trusted.example' }] };
/** What each is told as: one that is told as another was not tried. They are asked at once, and must not spoil each other. */
const faults: readonly [string, DnsEntry, FailureCode][] = [
  ['servfail', 'SERVFAIL', 'dns-servfail'],
  ['refused', 'REFUSED', 'dns-servfail'],
  ['silent', 'silent', 'dns-timeout'],
  ['garbage', 'garbage', 'dns-servfail'],
  ['cut', 'cut', 'dns-servfail'],
  ['overcounted', 'overcounted', 'dns-servfail'],
  ['a-host-that-is-not-there', { mx: [{ preference: 10, exchange: 'gone.trusted.example' }] }, 'dns-nxdomain'],
];

test.concurrent.each(faults)('%s is waited out', { timeout: 90_000 }, async (name, fault, code) => {
  const domain = `${name}.dns-fault.example`;
  const recipient = `b@${domain}`;
  lab.zone.set(domain, fault);
  await engine.call('rules.save', { pattern: domain, mode: 'strict' });
  await hand(recipient);
  const first = await engine.waitForEntry(
    (entry) => entry.recipient === recipient && ['deferred', 'failed'].includes(entry.outcome),
    60_000,
  );
  expect(first).toMatchObject({ outcome: 'deferred', code, protocol: null });
  lab.zone.set(domain, good);
  expect((await retryOnce(domain, first)).outcome).toBe('delivered');
});

test('a long answer comes over TCP', async () => {
  const domain = 'long.dns-fault.example';
  const others = Array.from({ length: 40 }, (_, i) => ({
    preference: 20,
    exchange: `mx${i}.a-rather-long-name.dns-fault.example`,
  }));
  lab.zone.set(domain, { mx: [{ preference: 10, exchange: 'mx.trusted.example' }, ...others] });
  await hand(`b@${domain}`);
  await engine.waitForEntry((entry) => entry.recipient === `b@${domain}` && entry.outcome === 'delivered');
  expect(lab.queries).toContainEqual({ name: domain, type: 'MX', transport: 'tcp' });
});

test('a domain that moves between two tries is followed, and held to its rule at its new place', async () => {
  const domain = 'moves.dns-fault.example';
  lab.zone.set(domain, { mx: [{ preference: 10, exchange: 'mx.no-starttls.example' }] });
  await engine.call('rules.save', { pattern: domain, mode: 'strict' });
  await hand(`b@${domain}`);
  const refused = await engine.waitForEntry(
    (entry) => entry.recipient === `b@${domain}` && entry.outcome === 'deferred',
  );
  expect(refused.code).toBe('starttls-not-supported');
  lab.zone.set(domain, good);
  const last = await retryOnce(domain, refused);
  expect(last).toMatchObject({ host: 'mx.trusted.example', mode: 'strict', protocol: 'TLSv1.3' });
  expect(lab.doubles['no-starttls'].messages).toEqual([]);
});
