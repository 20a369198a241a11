import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startLab } from '../support/lab/lab.ts';
import { startService } from '../support/service.ts';
import { SmtpClient } from '../support/smtpClient.ts';

const messages = 200;
const sessions = 10;

it('delivers after a restart every message that got 250 before the engine was killed', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'sealpost-crash-'));
  const lab = await startLab({ dir });
  const args = ['--data-dir', join(dir, 'data'), '--smtp', '127.0.0.1:0', '--web', '127.0.0.1:0', '--dns', lab.dns];
  args.push('--delivery-port', String(lab.deliveryPort), '--ca', lab.caFile);
  const service = await startService(args);

  const accepted = new Set<number>();
  let killed: Promise<void> | null = null;
  // Nothing is delivered before the kill: what arrives later was kept by the queue alone.
  lab.doubles.trusted.behaviour.silentAt = 'greeting';

  let next = 0;
  const session = async () => {
    const client = await SmtpClient.connect({ port: service.smtpPort });
    await client.readReply();
    await client.command('EHLO load.example');
    while (next < messages) {
      const number = next++;
      await client.command('MAIL FROM:<load@office.example>');
      await client.command('RCPT TO:<sink@trusted.example>');
      await client.command('DATA');
      const reply = await client.sendData(
        `Subject: ${number}\r\nX-Number: ${number}\r\n\r\n${'x'.repeat(number % 7 === 0 ? 200_000 : 2000)}\r\n`,
      );
      if (reply.code !== 250) continue;
      accepted.add(number);
      if (accepted.size === messages / 2) killed = service.kill();
    }
  };
  const results = await Promise.allSettled(Array.from({ length: sessions }, session));
  await killed;
  expect(results.some(({ status }) => status === 'rejected')).toBe(true);
  expect(accepted.size).toBeGreaterThanOrEqual(messages / 2);
  expect(accepted.size).toBeLessThan(messages);

  lab.doubles.trusted.reset();
  const restarted = await startService(args);
  const missing = () => {
    const arrived = new Set(lab.doubles.trusted.messages.map(({ data }) => numberOf(data)));
    return [...accepted].filter((number) => !arrived.has(number));
  };
  await lab.doubles.trusted.waitForMessage(
    () => lab.doubles.trusted.messages.length >= accepted.size && missing().length === 0,
    20_000,
  );
  expect(missing()).toEqual([]);
  console.log(`killed with ${accepted.size} of ${messages} accepted; all of them were delivered after the restart`);
  expect(await restarted.stop()).toBe(0);
  await lab.close();
  await rm(dir, { recursive: true, force: true });
});

function numberOf(message: Buffer): number {
  return Number(/^X-Number: (\d+)/m.exec(message.subarray(0, 2000).toString('latin1'))?.[1]);
}
