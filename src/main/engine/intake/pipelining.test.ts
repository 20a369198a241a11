import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../../../../tests/support/fakeClock.ts';
import { PacketSocket, turns } from '../../../../tests/support/packetSocket.ts';
import { identity, memorySink, startIntake } from '../../../../tests/support/testIntake.ts';
import { silentLogger } from '../runtime.ts';
import { IntakeServer } from './server.ts';
import type { AcceptedMessage, IntakeDeps } from './types.ts';

/** Clients that send on without waiting for our replies: as RFC 2920 lets them, and as it does not. */

function serverWith(deps: Partial<IntakeDeps> = {}): { open(): Promise<PacketSocket> } {
  let queued = 0;
  const server = new IntakeServer({
    settings: () => ({
      hostname: 'relay.office.example',
      listeners: [],
      allowedNetworks: ['127.0.0.1'],
      acceptedDomains: ['office.example'],
      maxMessageBytes: 10_000_000,
    }),
    identity: () => identity,
    inboundPolicy: () => null,
    offersAuth: () => false,
    authenticate: async () => ({ kind: 'refused' }),
    newQueueId: () => `Q${++queued}`,
    openBodySink: () => memorySink(),
    accept: async () => {},
    recordRefusal: () => {},
    clock: createFakeClock(0),
    logger: silentLogger,
    ...deps,
  });
  return {
    async open() {
      const socket = new PacketSocket();
      server.connect(socket);
      await turns(3);
      await socket.receive('EHLO client.example\r\n');
      socket.said = '';
      return socket;
    },
  };
}

/** Something that the engine waits for until the test lets it go on. */
function held(): { wait(): Promise<void>; waiting(): number; letOne(): Promise<void> } {
  const waiting: (() => void)[] = [];
  return {
    wait: () => new Promise((resolve) => void waiting.push(resolve)),
    waiting: () => waiting.length,
    async letOne() {
      waiting.shift()?.();
      await turns(20);
    },
  };
}

/** The codes of the replies so far. */
const codesOf = ({ said }: PacketSocket) => said.match(/^\d{3}(?= )/gm) ?? [];

/** Counts what a session has read of what it was sent. */
class Sender {
  readonly #socket: PacketSocket;
  #sent = 0;
  constructor(socket: PacketSocket) {
    this.#socket = socket;
  }

  /** Sends `packet` so many times. What is not read stays outside, as it would in the kernel. */
  async flood(packet: Buffer, times: number): Promise<void> {
    for (let n = 0; n < times; n += 1) {
      this.#sent += packet.length;
      await this.#socket.receive(packet);
    }
  }

  get read(): number {
    return this.#sent - this.#socket.readableLength;
  }
}

const message = (words: string) =>
  `MAIL FROM:<a@client.example>\r\nRCPT TO:<bob@office.example>\r\nDATA\r\n${words}\r\n.\r\n`;
const messageCodes = ['250', '250', '354', '250'];

describe('thousands of commands in one packet', () => {
  const round = ['NOOP', 'VRFY bob', 'RSET', 'HELP', 'RCPT TO:<bob@office.example>', 'NOOP'];
  const roundCodes = ['250', '252', '250', '214', '503', '250'];

  test('others are served in between', async () => {
    const { open } = serverWith();
    const [flood, other] = [await open(), await open()];
    let saidToFlood = Number.NaN;
    const { _write } = other;
    other._write = (chunk, encoding, done) => {
      saidToFlood = codesOf(flood).length;
      _write.call(other, chunk, encoding, done);
    };
    // Both have arrived when the first is looked at, the flood before.
    flood.push(Buffer.from('NOOP\r\n'.repeat(5000)));
    other.push(Buffer.from('NOOP\r\n'));
    await turns(200);
    expect(other.said).toBe('250 2.0.0 OK\r\n');
    expect(saidToFlood).toBeLessThan(5000);
    expect(codesOf(flood)).toHaveLength(5000);
  });

  test('each has its answer, in order, and the last ends the session', async () => {
    const flood = await serverWith().open();
    // One short of too many errors.
    const rounds = 50;
    const mail = message('Subject: among them').repeat(300);
    await flood.receive(
      `${`${round.join('\r\n')}\r\n`.repeat(rounds)}${mail}${'NOOP\r\n'.repeat(1001)}QUIT\r\nNOOP\r\n`,
    );
    for (let turn = 0; turn < 5000 && !flood.closed; turn += 1) await turns(1);
    expect(codesOf(flood)).toEqual([
      ...Array.from({ length: rounds }, () => roundCodes).flat(),
      ...Array.from({ length: 300 }, () => messageCodes).flat(),
      ...Array.from({ length: 1001 }, () => '250'),
      '221',
    ]);
  });
});

describe('while a message is being stored', () => {
  test('nothing is answered, and what came behind it is answered afterwards, in order', async () => {
    const storing = held();
    const accepted: AcceptedMessage[] = [];
    const client = await serverWith({
      async accept(each) {
        accepted.push(each);
        await storing.wait();
      },
    }).open();
    await client.receive(
      `${message('Subject: one')}${message('Subject: two')}WHAT\r\nMAIL FROM:<b@client.example>\r\nQUIT\r\n`,
    );
    await turns(20);
    expect(codesOf(client)).toEqual(['250', '250', '354']);
    expect([storing.waiting(), accepted.length]).toEqual([1, 1]);
    // More of it, in packets of their own: behind QUIT nothing counts.
    await client.receive('RSET\r\n');
    await client.receive(message('Subject: behind QUIT'));
    await turns(20);
    expect(codesOf(client)).toEqual(['250', '250', '354']);

    await storing.letOne();
    expect(codesOf(client)).toEqual([...messageCodes, '250', '250', '354']);
    expect(client.closed).toBe(false);
    await storing.letOne();
    expect(codesOf(client)).toEqual([...messageCodes, ...messageCodes, '500', '250', '221']);
    expect(client.closed).toBe(true);
    expect(accepted.map(({ subject }) => subject)).toEqual(['one', 'two']);
  });

  test('a line that no command may have ends the session after the reply to the message', async () => {
    const storing = held();
    const client = await serverWith({ accept: storing.wait }).open();
    await client.receive(`${message('Subject: one')}MAIL FROM:<b@client.example>\nRCPT`);
    await turns(20);
    expect([codesOf(client), client.closed]).toEqual([['250', '250', '354'], false]);
    await storing.letOne();
    expect([codesOf(client), client.closed]).toEqual([[...messageCodes, '521'], true]);
  });

  test('no more than a packet is read, and the flood has its answers afterwards', async () => {
    const storing = held();
    const client = await serverWith({ accept: storing.wait }).open();
    await client.receive(message('Subject: one'));
    expect(storing.waiting()).toBe(1);
    const sender = new Sender(client);
    const packet = Buffer.from('NOOP\r\n'.repeat(2000));
    await sender.flood(packet, 50);
    expect(client.isPaused()).toBe(true);
    expect(sender.read).toBeLessThanOrEqual(packet.length);
    expect(codesOf(client)).toEqual(['250', '250', '354']);

    await storing.letOne();
    while (client.readableLength > 0) await turns(1);
    await client.receive('QUIT\r\n');
    while (!client.closed) await turns(1);
    expect(codesOf(client)).toEqual([...messageCodes, ...Array<string>(100_000).fill('250'), '221']);
  });

  test('a client that leaves has its message stored, and nothing that came behind it', async () => {
    const storing = held();
    let accepted = 0;
    const client = await serverWith({
      async accept() {
        accepted += 1;
        await storing.wait();
      },
    }).open();
    await client.receive(`${message('Subject: one')}${message('Subject: two')}`);
    client.destroy();
    await turns(20);
    await storing.letOne();
    expect([accepted, storing.waiting()]).toEqual([1, 0]);
  });
});

test('a message comes no faster than it is written, and whole', async () => {
  const writing = held();
  const bodies: Buffer[] = [];
  const client = await serverWith({
    openBodySink() {
      const chunks: Buffer[] = [];
      return {
        async write(chunk) {
          chunks.push(Buffer.from(chunk));
          await writing.wait();
        },
        async finish() {
          bodies.push(Buffer.concat(chunks));
          return { kind: 'inline', data: Buffer.concat(chunks) };
        },
        discard: async () => {},
      };
    },
  }).open();
  await client.receive('MAIL FROM:<a@client.example>\r\nRCPT TO:<bob@office.example>\r\nDATA\r\n');
  const sender = new Sender(client);
  const packet = Buffer.from('0123456789abcdef'.repeat(1000));
  await sender.flood(packet, 50);
  expect(client.isPaused()).toBe(true);
  // What is being written, and what came meanwhile.
  expect(sender.read).toBeLessThanOrEqual(2 * packet.length);
  await client.receive('\r\n.\r\nQUIT\r\n');
  for (let n = 0; n < 1000 && !client.closed; n += 1) await writing.letOne();
  expect(codesOf(client)).toEqual([...messageCodes, '221']);
  const [body] = bodies;
  const begin = body?.indexOf('0123') ?? 0;
  expect(body?.subarray(begin).equals(Buffer.from(`${packet.toString().repeat(50)}\r\n`))).toBe(true);
});

test('while a login is checked, nothing is answered, little is read, and what is pipelined behind it has its answers', async () => {
  const checking = held();
  const intake = await startIntake(
    {},
    {
      offersAuth: () => true,
      async authenticate() {
        await checking.wait();
        return { kind: 'refused' };
      },
    },
  );
  const [client, other] = [await intake.greet(), await intake.greet()];
  await client.startTls();
  await client.command('EHLO client.example');
  const replies: number[] = [];
  const read = async (count: number) => {
    for (let n = 0; n < count; n += 1) replies.push((await client.readReply()).code);
  };
  const login = Buffer.from('\0printer\0not the password').toString('base64');
  client.write(`AUTH PLAIN ${login}\r\nNOOP\r\nWHAT\r\nVRFY bob\r\n`);
  const all = read(5);
  while (checking.waiting() === 0) await turns(1);
  // More than the kernel takes: read or not shows on the client's side.
  client.write('NOOP\r\n'.repeat(4_000_000));
  for (let n = 0; n < 1000; n += 1) await other.command('NOOP');
  expect(replies).toEqual([]);
  expect(client.tls?.writableLength).toBeGreaterThan(0);
  await checking.letOne();
  await all;
  expect(replies).toEqual([535, 250, 500, 252, 250]);
});

describe('a client that does not read our replies', () => {
  /** However its commands are cut, in hundreds too: after these another turn of the session begins. */
  test.each([1, 99, 100, 101, 1000, 1050])('is not read either: %i commands in a packet', async (commands) => {
    const client = await serverWith().open();
    const reading: { resume?: () => void } = {};
    const { _write } = client;
    client._write = (chunk, encoding, done) => {
      reading.resume = () => {
        client._write = _write;
        client._writev = PacketSocket.prototype._writev;
        _write.call(client, chunk, encoding, done);
      };
    };
    const sender = new Sender(client);
    const packet = Buffer.from('NOOP\r\n'.repeat(commands));
    const packets = Math.ceil(30_000 / commands);
    await sender.flood(packet, packets);
    await turns(20);
    expect(client.isPaused()).toBe(true);
    expect(client.writableLength).toBeLessThan(client.writableHighWaterMark + 5000);
    // What was said fills the way out; what was read and not answered is a packet.
    expect(sender.read).toBeLessThan(client.writableHighWaterMark + 2 * packet.length + 5000);

    reading.resume?.();
    while (client.readableLength > 0) await turns(1);
    await client.receive('QUIT\r\n');
    while (!client.closed) await turns(1);
    expect(codesOf(client)).toEqual([...Array<string>(packets * commands).fill('250'), '221']);
  });
});
