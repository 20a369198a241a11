import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inspectDeadDatabase } from '../../crash/deadDatabase.ts';
import { withEngine } from '../../crash/inspectEngine.ts';
import {
  createFaultyDisk,
  type DiskError,
  type DiskOperation,
  type FaultyDisk,
  whyNoFaultyDisk,
} from '../../support/faults/faultyDisk.ts';
import { reportFigures } from '../../support/figures.ts';
import { type Lab, startLab } from '../../support/lab/lab.ts';
import { type RunningService, startService } from '../../support/service.ts';
import { SmtpClient } from '../../support/smtpClient.ts';

/**
 * A disk that fails at the n-th operation, for every n of a message's way from MAIL to delivered. The client gets 4xx or
 * what it was promised is kept; the service comes back by itself when the disk does.
 */

const reason = whyNoFaultyDisk();
if (reason !== null) console.log(`skipped: faults under the storage (${reason})`);

const domain = 'trusted.example';
/** Beyond what is kept in the database: its body is a file of the spool. */
const largeBody = `${'x'.repeat(76)}\r\n`.repeat(2000);

let folder: string;
let lab: Lab;
let disk: FaultyDisk;
let service: RunningService;
let dataDir: string;
let sent = 0;
/** Subjects of messages that got 250. */
const accepted = new Set<string>();
const figures = { faults: 0, messages: 0, 'refused with 4xx': 0, lost: 0 };

beforeAll(async () => {
  if (reason !== null) return;
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sealpost-faults-')));
  dataDir = join(folder, 'data');
  mkdirSync(dataDir, { mode: 0o700 });
  lab = await startLab({ dir: folder });
  disk = createFaultyDisk(dataDir, folder);
  const args = ['--data-dir', dataDir, '--smtp', '127.0.0.1:0', '--web', '127.0.0.1:0', '--dns', lab.dns];
  args.push('--delivery-port', String(lab.deliveryPort), '--ca', lab.caFile);
  service = await startService(args, () => {}, disk.env);
  await withEngine(dataDir, async (client) => {
    await client.call('settings.save', { queue: { retrySchedule: '1s*' } });
    await client.call('rules.save', { pattern: domain, mode: 'strict' });
  });
});

afterAll(async () => {
  if (reason !== null) return;
  await service?.kill();
  await lab?.close();
  rmSync(folder, { recursive: true, force: true });
  reportFigures('storage faults', figures);
});

/** The reply to a message, or 0 where the connection ended before it. Whatever comes must be 250 or temporary. */
async function hand(subject: string, body: string): Promise<number> {
  figures.messages += 1;
  const client = await SmtpClient.connect({ port: service.smtpPort });
  try {
    const codes = [await client.readReply()];
    for (const line of ['EHLO f.example', 'MAIL FROM:<a@office.example>', `RCPT TO:<${subject}@${domain}>`, 'DATA']) {
      codes.push(await client.command(line));
      const { code } = codes.at(-1) ?? { code: 0 };
      if (code >= 400) return code;
    }
    const { code } = await client.sendData(`Subject: ${subject}\r\n\r\n${body}`);
    if (code === 250) accepted.add(subject);
    return code;
  } catch {
    return 0;
  } finally {
    client.destroy();
  }
}

function isDelivered(subject: string): boolean {
  return lab.doubles.trusted.messages.some(({ rcptTo }) => rcptTo[0] === `${subject}@${domain}`);
}

async function waitUntilDelivered(subject: string): Promise<void> {
  if (isDelivered(subject)) return;
  await lab.doubles.trusted.waitForMessage(({ rcptTo }) => rcptTo[0] === `${subject}@${domain}`, 20_000);
}

/** One message with a fault on its way; then the disk works again, and so must the service. True if the fault came. */
async function tryFault(
  error: DiskError,
  operations: readonly DiskOperation[],
  skip: number,
  times: number | null,
  body: string,
): Promise<boolean> {
  const subject = `m${++sent}`;
  disk.break({ error, operations, skip, times });
  const code = await hand(subject, body);
  expect(code === 250 || code === 0 || (code >= 400 && code < 500), `${subject} got ${code}`).toBe(true);
  if (code !== 250) figures['refused with 4xx'] += 1;
  // With the fault still there where it lasts: what was accepted cannot be delivered before it is over, or can.
  if (code === 250 && times !== null) await waitUntilDelivered(subject);
  const failed = disk.failed();
  disk.repair();
  figures.faults += failed;
  const after = `m${++sent}`;
  expect(await hand(after, 'after\r\n'), `the message after fault ${skip} of ${error}`).toBe(250);
  await waitUntilDelivered(after);
  return failed > 0;
}

describe.skipIf(reason !== null)('a disk that fails', () => {
  test.each<[DiskError, readonly DiskOperation[], string]>([
    ['EIO', ['write', 'name'], 'a short message\r\n'],
    ['ENOSPC', ['write'], 'a short message\r\n'],
    ['EIO', ['sync'], 'a short message\r\n'],
    ['EIO', ['write', 'name', 'sync'], largeBody],
  ])('once, with %s at any %j', { timeout: 240_000 }, async (error, operations, body) => {
    let reached = 0;
    // Twice in a row not reached: the way is shorter than that.
    for (let skip = 0, missed = 0; missed < 2; skip += 1) {
      if (await tryFault(error, operations, skip, 1, body)) {
        reached += 1;
        missed = 0;
      } else missed += 1;
    }
    expect(reached).toBeGreaterThan(operations.includes('write') ? 10 : 0);
  });

  test.each<[DiskError, readonly DiskOperation[]]>([
    ['ENOSPC', ['write']],
    ['EROFS', ['write', 'name']],
    ['EIO', ['sync']],
  ])(
    'for a while, with %s, refuses mail and takes it again afterwards',
    { timeout: 120_000 },
    async (error, operations) => {
      for (const skip of [0, 1, 2, 3, 5, 8, 13, 21, 34]) await tryFault(error, operations, skip, null, largeBody);
    },
  );

  test('by being slow only makes clients wait', { timeout: 120_000 }, async () => {
    disk.slowDown(150);
    const subjects = Array.from({ length: 30 }, () => `m${++sent}`);
    const codes = await Promise.all(subjects.map((subject) => hand(subject, 'slow\r\n')));
    disk.repair();
    expect(new Set(codes)).toEqual(new Set([250]));
    for (const subject of subjects) await waitUntilDelivered(subject);
  });

  test('has lost nothing in the end, and left the database sound', { timeout: 60_000 }, async () => {
    for (const subject of accepted) await waitUntilDelivered(subject).catch(() => {});
    figures.lost = [...accepted].filter((subject) => !isDelivered(subject)).length;
    expect(figures.lost).toBe(0);
    await withEngine(dataDir, async (client) => {
      for (;;) {
        const { messages } = await client.call('queue.list', { limit: 10 });
        if (messages.length === 0) break;
        await client.call('queue.retry', { queueIds: messages.map(({ queueId }) => queueId) });
      }
    });
    expect(await service.stop()).toBe(0);
    expect(inspectDeadDatabase(dataDir).problems).toEqual([]);
  });
});
