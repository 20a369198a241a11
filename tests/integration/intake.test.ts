import { createHash, randomBytes } from 'node:crypto';
import { createConnection } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { BodySink } from '../../src/main/engine/intake/types.ts';
import { SmtpClient } from '../support/smtpClient.ts';
import { memorySink, startIntake } from '../support/testIntake.ts';

const message = 'From: a@client.example\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <1@x>\r\n\r\nHello\r\n';

async function say(client: SmtpClient, ...commands: string[]): Promise<string[]> {
  const replies: string[] = [];
  for (const command of commands) replies.push((await client.command(command)).text);
  return replies;
}

async function beginData(
  client: SmtpClient,
  sender = 'a@client.example',
  recipient = 'bob@office.example',
): Promise<void> {
  const replies = await say(client, `MAIL FROM:<${sender}>`, `RCPT TO:<${recipient}>`, 'DATA');
  expect(replies.at(-1)).toBe('354 End data with <CR><LF>.<CR><LF>');
}

describe('the greeting', () => {
  test('comes without waiting for a timer', async () => {
    const { port } = await startIntake();
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const client = await SmtpClient.connect({ port });
    expect((await client.readReply()).text).toBe('220 relay.office.example ESMTP');
    client.destroy();
  });

  test.each(['EHLO bot.example\r\n', 'EH'])('is refused to a client that sends %j before it', async (early) => {
    const { port } = await startIntake();
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.write(early);
    const client = new SmtpClient(socket);
    expect((await client.readReply()).text).toMatch(/^421 .*talk too soon$/i);
    await client.closed;
  });

  test('EHLO tells what we can do', async () => {
    const { connect } = await startIntake();
    const client = await connect();
    expect((await client.command('EHLO client.example')).lines).toEqual([
      'relay.office.example',
      'PIPELINING',
      '8BITMIME',
      'SMTPUTF8',
      'ENHANCEDSTATUSCODES',
      'STARTTLS',
      'SIZE 100000',
    ]);
  });
});

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

describe('what is refused', () => {
  test('relaying, to those who may not: with an entry for the history', async () => {
    const { accepted, refused, greet } = await startIntake();
    const client = await greet('127.0.0.2');
    expect(
      await say(client, 'MAIL FROM:<a@client.example>', 'RCPT TO:<bob@example.com>', 'RCPT TO:<bob@office.example>'),
    ).toEqual(['250 2.1.0 Ok', '550 5.7.1 Relaying denied', '250 2.1.5 Ok']);
    expect(refused).toEqual([
      {
        sender: 'a@client.example',
        recipient: 'bob@example.com',
        direction: null,
        code: 'relaying-denied',
        reply: '550 5.7.1 Relaying denied',
        policy: null,
        session: {
          clientAddress: '127.0.0.2',
          clientName: 'client.example',
          protocol: null,
          cipher: null,
          username: null,
        },
      },
    ]);
    await client.command('DATA');
    await client.sendData(message);
    expect(accepted[0]?.recipients).toEqual([
      { address: 'bob@office.example', domain: 'office.example', direction: 'inbound' },
    ]);
  });

  test('a message that says that it is too large', async () => {
    const { refused, greet } = await startIntake();
    const client = await greet();
    expect(await say(client, 'MAIL FROM:<a@client.example> SIZE=100001', 'RCPT TO:<bob@office.example>')).toEqual([
      '552 5.3.4 The message is larger than 100000 octets',
      '503 5.5.1 Need MAIL before RCPT',
    ]);
    expect(refused).toMatchObject([{ code: 'message-too-large', sender: 'a@client.example' }]);
  });

  test('a message that is too large, after all of it', async () => {
    const test = await startIntake();
    const client = await test.greet();
    await beginData(client);
    expect((await client.sendData('x'.repeat(99_999))).text).toMatch(/^552 5\.3\.4 /);
    expect([test.accepted.length, test.discarded]).toEqual([0, 1]);
    expect(test.refused).toMatchObject([
      { code: 'message-too-large', recipient: 'bob@office.example', direction: 'inbound' },
    ]);
    await beginData(client);
    expect((await client.sendData('x'.repeat(99_998))).code).toBe(250);
    expect(test.accepted[0]?.original).toHaveLength(100_000);
  });

  test('a message that has been round more than 50 servers', async () => {
    const test = await startIntake();
    const client = await test.greet();
    const hops = (count: number) => `${'Received: from a by b; date\r\n'.repeat(count)}${message}`;
    await beginData(client);
    expect((await client.sendData(hops(50))).code).toBe(250);
    await beginData(client);
    expect((await client.sendData(hops(51))).text).toMatch(/^554 5\.4\.6 /);
    expect([test.accepted.length, test.discarded]).toEqual([1, 1]);
  });

  test.each([
    ['\\n.\\n', '\n.\n'],
    ['\\r.\\r', '\r.\r'],
    ['\\n.\\r\\n', '\n.\r\n'],
    ['\\r\\n.\\n', '\r\n.\n'],
    ['\\r\\n.\\r', '\r\n.\r'],
    ['\\r.\\r\\n', '\r.\r\n'],
    ['\\n\\n.\\r\\n', '\n\n.\r\n'],
  ])('a second message smuggled in behind %s', async (_name, end) => {
    const { accepted, greet } = await startIntake();
    const client = await greet();
    await beginData(client);
    const smuggled = `${end}MAIL FROM:<evil@client.example>\r\nRCPT TO:<bob@office.example>\r\nDATA\r\nevil\r\n`;
    client.write(`Subject: x\r\n\r\none${smuggled}.\r\nNOOP\r\n`);
    expect((await client.readReply()).text).toBe('250 2.0.0 Ok: queued as Q1');
    expect((await client.readReply()).text).toBe('250 2.0.0 OK');
    // A dot that begins a line is stuffing, whatever follows it.
    expect(accepted.map(({ original }) => original)).toEqual([
      `Subject: x\r\n\r\none${smuggled.replace('\r\n.', '\r\n')}`,
    ]);
  });
});

describe('a session', () => {
  test('answers what it does not do, always with an enhanced code', async () => {
    const { connect } = await startIntake();
    const client = await connect();
    const replies = await say(
      client,
      'MAIL FROM:<a@b.example>',
      'EHLO client.example',
      'VRFY bob',
      'EXPN all',
      'AUTH PLAIN AAAA',
      'XCLIENT ADDR=10.0.0.1',
      'WIZ',
      'STARTTLS now',
      'RCPT TO:<a@b.example>',
      'DATA',
      'MAIL FROM:<a@b.example> X=1',
      'MAIL FROM:<a@b.example>',
      'DATA',
      'DATA now',
      'RSET',
    );
    const codes = replies.map((reply) => reply.slice(0, 3));
    expect(codes).toEqual('503 250 252 500 502 500 500 501 503 503 555 250 554 501 250'.split(' '));
    for (const reply of replies.filter((_, i) => i !== 1)) expect(reply).toMatch(/^([245])\d\d \1\.\d\.\d /);
  });

  test('with HELO is a plain one', async () => {
    const { accepted, connect } = await startIntake();
    const client = await connect();
    expect((await client.command('HELO printer')).text).toBe('250 relay.office.example');
    await beginData(client);
    await client.sendData(message);
    expect(accepted[0]?.octets).toMatch(/^Received: from printer .*\r\n\tby .* with SMTP id Q1\r\n/);
  });

  test('that is cut during DATA leaves nothing', async () => {
    let discarded = () => {};
    const gone = new Promise<void>((resolve) => {
      discarded = resolve;
    });
    const { accepted, greet } = await startIntake({}, { openBodySink: () => memorySink(discarded) });
    const client = await greet();
    await beginData(client);
    client.write('Subject: half\r\n\r\nbody\r\n.\r');
    client.destroy();
    await gone;
    expect(accepted).toEqual([]);
  });

  test('ends after too many errors', async () => {
    const { greet } = await startIntake();
    const client = await greet();
    const { code } = await client.command(`${'RCPT TO:<a@office.example>\r\n'.repeat(50)}NOOP`);
    expect(code).toBe(503);
    for (let i = 1; i < 50; i += 1) await client.readReply();
    expect((await client.readReply()).code).toBe(250);
    client.write('RCPT TO:<a@office.example>\r\nNOOP\r\n');
    expect((await client.readReply()).code).toBe(503);
    expect((await client.readReply()).text).toBe('421 4.7.0 Too many errors');
    await client.closed;
  });

  test('is one of at most 25 of a stranger, and of more of a colleague', async () => {
    const { port, greet } = await startIntake();
    for (let i = 0; i < 25; i += 1) await greet('127.0.0.2');
    const client = await SmtpClient.connect({ port, localAddress: '127.0.0.2' });
    expect((await client.readReply()).text).toBe('421 4.7.0 Too many connections from your address');
    await client.closed;
    for (let i = 0; i < 30; i += 1) await greet('127.0.0.1');
  });

  test('with a line without end is cut', async () => {
    const { greet } = await startIntake();
    const client = await greet();
    client.write(`MAIL FROM:<${'a'.repeat(20_000)}`);
    expect((await client.readReply()).text).toBe('421 4.5.2 The line is too long');
    await client.closed;
  });
});
