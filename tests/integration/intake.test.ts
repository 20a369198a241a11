import { createConnection } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { SmtpClient } from '../support/smtpClient.ts';
import { beginData, message, say } from '../support/submission.ts';
import { memorySink, startIntake } from '../support/testIntake.ts';

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
