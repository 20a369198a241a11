import { createHash, randomBytes } from 'node:crypto';
import { createConnection } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { BodySink } from '../../src/main/engine/intake/types.ts';
import { SmtpClient } from '../support/smtpClient.ts';
import { beginData, message, say } from '../support/submission.ts';
import { memorySink, startIntake } from '../support/testIntake.ts';

describe('a message', () => {
  test('is handed over with its envelope, its facts and our trace on top', async () => {
    const { accepted, greet } = await startIntake();
    const client = await greet();
    await say(client, 'MAIL FROM:<a@client.example> BODY=8BITMIME SIZE=100', 'RCPT TO:<Bob@Example.COM>', 'DATA');
    expect((await client.sendData(message)).text).toBe('250 2.0.0 Ok: queued as Q1');
    expect(accepted).toHaveLength(1);
    expect(accepted[0]).toMatchObject({
      queueId: 'Q1',
      sender: 'a@client.example',
      recipients: [{ address: 'Bob@Example.COM', domain: 'example.com', direction: 'outbound' }],
      eightBitMime: true,
      smtpUtf8: false,
      messageId: '<1@x>',
      subject: 'Grüße',
      original: message,
      session: {
        clientAddress: '127.0.0.1',
        clientName: 'client.example',
        protocol: null,
        cipher: null,
        username: null,
      },
    });
    expect(accepted[0]?.octets).toMatch(
      /^Received: from client\.example \(\[127\.0\.0\.1\]\)\r\n\tby relay\.office\.example \(Sealpost\) with ESMTP id Q1\r\n\tfor <Bob@Example\.COM>;\r\n\t.+ \+0000\r\nFrom:/,
    );
  });

  test('may have the whole conversation in one packet', async () => {
    const { accepted, connect } = await startIntake();
    const client = await connect();
    const mail = 'MAIL FROM:<>\r\nRCPT TO:<a@office.example>\r\nDATA\r\n';
    client.write('EHLO x\r\n');
    expect((await client.readReply()).code).toBe(250);
    client.write(`${mail}one\r\n.\r\n${mail}..two\r\n.\r\nNOOP\r\nQUIT\r\n`);
    const codes: number[] = [];
    for (let i = 0; i < 10; i += 1) codes.push((await client.readReply()).code);
    expect(codes).toEqual([250, 250, 354, 250, 250, 250, 354, 250, 250, 221]);
    expect(accepted.map(({ original }) => original)).toEqual(['one\r\n', '.two\r\n']);
  });

  test('is only said to be queued once it is committed', async () => {
    let commit = () => {};
    const committed = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let reached = () => {};
    const acceptReached = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const { greet } = await startIntake(
      {},
      {
        accept() {
          reached();
          return committed;
        },
      },
    );
    const [client, other] = [await greet(), await greet()];
    await beginData(client);
    let answered = false;
    const reply = client.sendData(message).finally(() => {
      answered = true;
    });
    await acceptReached;
    await say(other, 'NOOP', 'NOOP', 'NOOP');
    expect(answered).toBe(false);
    commit();
    expect((await reply).code).toBe(250);
  });

  test('that cannot be committed gets 451 and leaves nothing', async () => {
    const test = await startIntake({}, { accept: () => Promise.reject(new Error('disk full')) });
    const client = await test.greet();
    await beginData(client);
    expect((await client.sendData(message)).text).toMatch(/^451 4\.3\.0 /);
    expect(test.discarded).toBe(1);
    expect((await client.command('RCPT TO:<bob@office.example>')).code).toBe(503);
    await beginData(client);
  });

  test.each<[string, Partial<BodySink>]>([
    ['write', { write: () => Promise.reject(new Error('ENOSPC')) }],
    ['finish', { finish: () => Promise.reject(new Error('EIO')) }],
  ])('whose sink fails at %s gets 451 after its end, and the session goes on', async (_step, broken) => {
    let discarded = 0;
    const { accepted, greet } = await startIntake(
      {},
      {
        openBodySink: () => ({ ...memorySink(() => (discarded += 1)), ...broken }),
      },
    );
    const client = await greet();
    await beginData(client);
    expect((await client.sendData(`${message}${'x'.repeat(70)}\r\n`.repeat(500))).text).toMatch(/^451 4\.3\.0 /);
    expect([accepted.length, discarded]).toEqual([0, 1]);
    expect((await client.command('NOOP')).code).toBe(250);
  });

  test('of 25 MB arrives byte for byte, with dot-lines, long lines, bare CR and LF and 8-bit octets', async () => {
    const { accepted, greet } = await startIntake({ maxMessageBytes: 40_000_000 });
    const client = await greet();
    const block = Buffer.concat([
      randomBytes(64 * 1024),
      Buffer.from('\r\n.\r\n..\r\n.x\r\n\n.\n\r.\r'),
      Buffer.alloc(5000, 'y'),
    ]);
    const body = Buffer.concat([
      Buffer.from('Subject: big\r\n\r\n'),
      ...Array.from({ length: 370 }, () => block),
      Buffer.from('\r\n'),
    ]);
    await beginData(client);
    const started = performance.now();
    expect((await client.sendData(body)).code).toBe(250);
    const seconds = (performance.now() - started) / 1000;
    console.info(`intake: ${(body.length / 1e6).toFixed(1)} MB in ${seconds.toFixed(2)} s`);
    expect(digest(accepted[0]?.original ?? '')).toBe(digest(body.toString('latin1')));
  }, 60_000);
});

test('a client is read no faster than its message can be stored', async () => {
  let store = () => {};
  const stored = new Promise<void>((resolve) => {
    store = resolve;
  });
  let size = 0;
  const { port, greet } = await startIntake(
    { maxMessageBytes: 100_000_000 },
    {
      openBodySink: () => ({
        ...memorySink(),
        async write(chunk) {
          size += chunk.length;
          if (size > 1000) await stored;
        },
      }),
    },
  );
  const socket = createConnection({ host: '127.0.0.1', port });
  const client = new SmtpClient(socket);
  await client.readReply();
  await client.command('EHLO client.example');
  await beginData(client);
  const reply = client.sendData(Buffer.alloc(60_000_000, 'x'));
  const other = await greet();
  for (let i = 0; i < 1000; i += 1) await other.command('NOOP');
  expect(socket.writableLength).toBeGreaterThan(30_000_000);
  store();
  expect((await reply).code).toBe(250);
  expect(size).toBeGreaterThan(60_000_000);
  client.destroy();
});

function digest(octets: string): string {
  return createHash('sha256').update(octets, 'latin1').digest('hex');
}
