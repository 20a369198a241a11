import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SmtpClient } from '../support/smtpClient.ts';
import { memorySink, startIntake } from '../support/testIntake.ts';

const minute = 60_000;

/** A session in the middle of a message. `nextPiece` resolves when the next octets of it have reached the sink. */
async function inMessage() {
  let discarded = () => {};
  const gone = new Promise<void>((resolve) => {
    discarded = resolve;
  });
  let arrived = () => {};
  const { clock, greet } = await startIntake(
    {},
    {
      openBodySink() {
        const sink = memorySink(discarded);
        return {
          ...sink,
          async write(chunk) {
            await sink.write(chunk);
            arrived();
          },
        };
      },
    },
  );
  const client = await greet();
  await client.command('MAIL FROM:<a@client.example>');
  await client.command('RCPT TO:<bob@office.example>');
  await client.command('DATA');
  const nextPiece = () =>
    new Promise<void>((resolve) => {
      arrived = resolve;
    });
  return { clock, client, gone, nextPiece };
}

/** A port of loopback that somebody else has, and how to give it up. */
async function takePort(): Promise<{ port: number; release(): Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const release = () => new Promise<void>((resolve) => server.close(() => resolve()));
  onTestFinished(() => void server.close());
  return { port: typeof address === 'object' && address ? address.port : 0, release };
}

describe('listeners', () => {
  test('one that fails says why and stops no other', async () => {
    const { port } = await takePort();
    const { intake } = await startIntake({
      listeners: [
        { host: '127.0.0.1', port },
        { host: '192.0.2.1', port: 0 },
        { host: '127.0.0.1', port: 0 },
        { host: 'no such host', port: 0 },
      ],
    });
    expect(intake.status()).toEqual([
      { host: '127.0.0.1', port, state: 'failed', error: 'port-in-use' },
      { host: '192.0.2.1', port: 0, state: 'failed', error: 'address-not-available' },
      { host: '127.0.0.1', port: expect.any(Number), state: 'listening', error: null },
      { host: 'no such host', port: 0, state: 'failed', error: 'address-not-available' },
    ]);
    const client = await SmtpClient.connect({ port: intake.status()[2]?.port ?? 0 });
    expect((await client.readReply()).code).toBe(220);
    client.destroy();
  });

  test('are opened and closed by a reload, which leaves sessions alone', async () => {
    const test = await startIntake();
    const old = await test.greet();
    const [first] = test.intake.status();
    Object.assign(test.settings, {
      listeners: [
        { host: '127.0.0.1', port: 0 },
        { host: '127.0.0.2', port: 0 },
      ],
    });
    await test.intake.reload();
    expect(test.intake.status()[0]).toEqual(first);
    expect(test.intake.status()[1]).toMatchObject({ host: '127.0.0.2', state: 'listening' });

    Object.assign(test.settings, {
      listeners: [{ host: '127.0.0.2', port: 0 }],
      maxMessageBytes: 5,
      hostname: 'new.example',
    });
    await test.intake.reload();
    expect(test.intake.status()).toHaveLength(1);
    await expect(SmtpClient.connect({ port: first?.port ?? 0 })).rejects.toThrow('ECONNREFUSED');
    expect((await old.command('NOOP')).code).toBe(250);
    const client = await SmtpClient.connect({ host: '127.0.0.2', port: test.intake.status()[0]?.port ?? 0 });
    expect((await client.readReply()).text).toBe('220 new.example ESMTP');
    expect((await client.command('EHLO x')).lines).toContain('SIZE 5');
    client.destroy();
  });

  test('that failed are tried again by a reload', async () => {
    const { port, release } = await takePort();
    const { intake } = await startIntake({ listeners: [{ host: '127.0.0.1', port }] });
    expect(intake.status()[0]?.state).toBe('failed');
    await release();
    await intake.reload();
    expect(intake.status()).toEqual([{ host: '127.0.0.1', port, state: 'listening', error: null }]);
  });

  test('may take over the port of one that is closed in the same reload', async () => {
    const test = await startIntake();
    Object.assign(test.settings, { listeners: [{ host: '0.0.0.0', port: test.port }] });
    await test.intake.reload();
    expect(test.intake.status()).toEqual([{ host: '0.0.0.0', port: test.port, state: 'listening', error: null }]);
  });
});

describe('stop', () => {
  test('hangs up on idle sessions, and lets a message be ended', async () => {
    const { accepted, intake, port, greet } = await startIntake();
    const [idle, busy] = [await greet(), await greet()];
    await busy.command('MAIL FROM:<a@client.example>');
    await busy.command('RCPT TO:<bob@office.example>');
    await busy.command('DATA');
    const stopped = intake.stop(minute);
    expect((await idle.readReply()).text).toBe('421 4.3.2 Shutting down, try again later');
    await idle.closed;
    await expect(SmtpClient.connect({ port })).rejects.toThrow('ECONNREFUSED');
    expect((await busy.sendData('Subject: last\r\n')).code).toBe(250);
    expect((await busy.readReply()).code).toBe(421);
    await stopped;
    expect(accepted).toHaveLength(1);
    expect(intake.status()).toEqual([]);
  });

  test('cuts a message that is not ended in time', async () => {
    let discarded = () => {};
    const gone = new Promise<void>((resolve) => {
      discarded = resolve;
    });
    const { clock, intake, greet } = await startIntake({}, { openBodySink: () => memorySink(discarded) });
    const client = await greet();
    await client.command('MAIL FROM:<a@client.example>');
    await client.command('RCPT TO:<bob@office.example>');
    await client.command('DATA');
    client.write('half\r\n');
    const stopped = intake.stop(5000);
    await clock.advance(5000);
    await stopped;
    await client.closed;
    await gone;
  });

  test('leaves no timer behind', async () => {
    const { clock, intake, greet } = await startIntake();
    await greet();
    await intake.stop(minute);
    expect(clock.pendingTimers()).toBe(0);
  });
});

describe('time limits', () => {
  test('a trickle of octets without a command is cut', async () => {
    const { clock, greet } = await startIntake();
    const client = await greet();
    await clock.advance(4 * minute);
    expect((await client.command('NOOP')).code).toBe(250);
    await clock.advance(4 * minute);
    client.write('MAIL FR');
    await clock.advance(2 * minute);
    expect((await client.readReply()).text).toBe('421 4.4.2 Timeout, no command came');
    await client.closed;
  });

  test('a session ends after half an hour, but not within a message', async () => {
    const { accepted, clock, greet } = await startIntake();
    const [idle, busy] = [await greet(), await greet()];
    for (let i = 0; i < 7; i += 1) {
      await clock.advance(4 * minute);
      for (const client of [idle, busy]) expect((await client.command('NOOP')).code).toBe(250);
    }
    await busy.command('MAIL FROM:<a@client.example>');
    await busy.command('RCPT TO:<bob@office.example>');
    await busy.command('DATA');
    await clock.advance(3 * minute);
    expect((await idle.readReply()).text).toBe('421 4.4.2 The session took too long');
    expect((await busy.sendData('Subject: long\r\n')).code).toBe(250);
    expect((await busy.readReply()).text).toBe('421 4.4.2 The session took too long');
    expect(accepted).toHaveLength(1);
  });

  test('a message that stands still for five minutes is cut', async () => {
    const { clock, client, gone } = await inMessage();
    client.write('Subject: slow\r\n');
    await clock.advance(5 * minute);
    expect((await client.readReply()).text).toBe('421 4.4.2 Timeout, the message took too long');
    await gone;
  });

  test('a message that drips, a line a minute, is cut after half an hour', async () => {
    const { clock, client, gone, nextPiece } = await inMessage();
    const drip = async () => {
      const came = nextPiece();
      client.write('X-Drip: x\r\n');
      await came;
    };
    for (let passed = 1; passed < 30; passed += 1) {
      await clock.advance(minute);
      await drip();
    }
    await clock.advance(minute - 1);
    await drip();
    await clock.advance(1);
    expect((await client.readReply()).text).toBe('421 4.4.2 Timeout, the message took too long');
    await gone;
    await client.closed;
  });

  test('a handshake has as long as a command', async () => {
    const { clock, greet } = await startIntake();
    const client = await greet();
    expect((await client.command('STARTTLS')).code).toBe(220);
    await clock.advance(5 * minute);
    await client.closed;
  });
});

test('many small messages over a few sessions', async () => {
  const { accepted, greet } = await startIntake();
  const sessions = await Promise.all(Array.from({ length: 8 }, () => greet()));
  const started = performance.now();
  await Promise.all(
    sessions.map(async (client) => {
      for (let i = 0; i < 125; i += 1) {
        await client.command('MAIL FROM:<a@client.example>');
        await client.command('RCPT TO:<bob@office.example>');
        await client.command('DATA');
        expect((await client.sendData(`Subject: ${i}\r\n\r\n${'x'.repeat(2000)}\r\n`)).code).toBe(250);
      }
    }),
  );
  console.info(`intake: 1000 messages over 8 sessions in ${Math.round(performance.now() - started)} ms`);
  expect(accepted).toHaveLength(1000);
});
