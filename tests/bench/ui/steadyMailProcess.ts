// Hands over mail at a steady rate: what is late is caught up with, so that the mean holds where the machine allows it.
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { SmtpClient } from '../../support/smtpClient.ts';
import { serveHelper } from '../ipc.ts';
import { type steadyLoadSchema, steadyMailQuestion } from './steadyMailWords.ts';

const body = `From: <bench@office.example>\r\nTo: <someone@bench.example>\r\nSubject: from the bench\r\n\r\n${`${'X'.repeat(78)}\r\n`.repeat(12)}.\r\n`;

async function send({ port, domain, messagesPerSecond, seconds, sessions }: z.infer<typeof steadyLoadSchema>) {
  const startedAt = performance.now();
  const isOver = () => performance.now() - startedAt >= seconds * 1000;
  let sent = 0;
  const session = async () => {
    const client = await SmtpClient.connect({ port });
    const say = async (text: string, code: number) => {
      client.write(text);
      await expect(code);
    };
    const expect = async (code: number) => {
      const reply = await client.readReply();
      if (reply.code !== code) throw new Error(`${code} was expected: ${reply.text}`);
    };
    await expect(220);
    await say('EHLO client.example\r\n', 250);
    while (!isOver()) {
      if (sent >= ((performance.now() - startedAt) / 1000) * messagesPerSecond) {
        await sleep(2);
        continue;
      }
      sent += 1;
      client.write(`MAIL FROM:<bench@office.example>\r\nRCPT TO:<someone@${domain}>\r\nDATA\r\n`);
      await expect(250);
      await expect(250);
      await expect(354);
      await say(body, 250);
    }
    await say('QUIT\r\n', 221);
  };
  await Promise.all(Array.from({ length: sessions }, session));
  return { sent, seconds: (performance.now() - startedAt) / 1000 };
}

serveHelper(async (message) => {
  const asked = steadyMailQuestion.parse(message);
  return asked.kind === 'ready' ? { ready: true } : await send(asked.load);
});
