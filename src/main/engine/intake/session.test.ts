import { expect, test } from 'vitest';
import { createChance } from '../../../../tests/bench/seed/chance.ts';
import { createFakeClock } from '../../../../tests/support/fakeClock.ts';
import { PacketSocket, turns } from '../../../../tests/support/packetSocket.ts';
import { identity, memorySink } from '../../../../tests/support/testIntake.ts';
import { silentLogger } from '../runtime.ts';
import { IntakeServer } from './server.ts';
import type { IntakeDeps } from './types.ts';

/** The same conversation, however it is cut into packets, and conversations that make no sense. */

function startServer(): { server: IntakeServer; bodies: string[] } {
  const bodies: string[] = [];
  const deps: IntakeDeps = {
    settings: () => ({
      hostname: 'relay.office.example',
      listeners: [],
      allowedNetworks: ['127.0.0.1'],
      acceptedDomains: ['office.example'],
      maxMessageBytes: 100_000,
    }),
    identity: () => identity,
    inboundPolicy: () => null,
    offersAuth: () => true,
    authenticate: async () => ({ kind: 'refused' }),
    newQueueId: () => 'Q1',
    openBodySink: () => memorySink(),
    async accept({ sender, recipients, body }) {
      const octets = body.kind === 'inline' ? body.data.toString('latin1') : '';
      const addresses = recipients.map(({ address }) => address).join();
      bodies.push(`${sender} > ${addresses}: ${octets.slice(octets.indexOf('+0000\r\n') + 7)}`);
    },
    recordRefusal: () => {},
    clock: createFakeClock(0),
    logger: silentLogger,
  };
  return { server: new IntakeServer(deps), bodies };
}

/** Plays one conversation, packet by packet. */
async function converse(packets: readonly (Buffer | string)[]): Promise<{ said: string; bodies: string[] }> {
  const { server, bodies } = startServer();
  const socket = new PacketSocket();
  server.connect(socket);
  await turns(3);
  for (const packet of packets) await socket.receive(packet);
  for (let turn = 0; turn < 50 && !socket.closed; turn += 1) await turns(1);
  if (!socket.closed) throw new Error(`The session has not ended. It said:\n${socket.said}`);
  return { said: socket.said, bodies };
}

const conversation = Buffer.from(
  [
    'EHLO client.example',
    'NOOP',
    'MAIL FROM:<a@client.example> SIZE=40 BODY=8BITMIME',
    'RCPT TO:<bob@office.example>',
    'RCPT TO:<no domain>',
    'RCPT TO:<"a>b"@example.com>',
    'DATA',
    'Subject: one\r\n\r\n..stuffed\r\n.one dot\nbare\n.\nLF\r.\rCR\r\n..',
    '.',
    'MAIL FROM:<>',
    'RCPT TO:<bob@office.example>',
    'DATA',
    '.',
    'WHAT',
    'RSET',
    'AUTH PLAIN AAAA',
    'MAIL FROM:<b@client.example>\0',
    'MAIL FROM:<b@client.example>',
    'RCPT TO:<bob@office.example>',
    'DATA',
    'two\xff\0\r\n.\n.\r\n.\r',
    '.',
    'QUIT',
    'NOOP',
    '',
  ].join('\r\n'),
  'latin1',
);

test('every cut of a conversation into two packets gives the same replies and messages', async () => {
  const whole = await converse([conversation]);
  const codes = whole.said.match(/^\d{3}(?= )/gm)?.join(' ');
  expect(codes).toBe('220 250 250 250 250 501 250 354 250 250 250 354 250 500 250 538 501 250 250 354 250 221');
  expect(whole.bodies).toEqual([
    'a@client.example > bob@office.example,"a>b"@example.com: Subject: one\r\n\r\n.stuffed\r\none dot\nbare\n.\nLF\r.\rCR\r\n.\r\n',
    ' > bob@office.example: ',
    'b@client.example > bob@office.example: two\xff\0\r\n\n.\r\n\r\r\n',
  ]);
  for (let cut = 1; cut < conversation.length; cut += 1) {
    const parts = [conversation.subarray(0, cut), conversation.subarray(cut)];
    expect(await converse(parts), `cut at ${cut}`).toEqual(whole);
  }
});

test('so do single octets, and packets of any sizes', async () => {
  const whole = await converse([conversation]);
  expect(await converse([...conversation].map((octet) => Buffer.from([octet])))).toEqual(whole);
  const random = createChance(7).next;
  for (let round = 0; round < 100; round += 1) {
    expect(await converse(cutAtRandom(conversation, random))).toEqual(whole);
  }
});

test('replies to commands of one packet go out together', async () => {
  const { server } = startServer();
  const socket = new PacketSocket();
  let writes = 0;
  const { _write } = socket;
  socket._write = (chunk, encoding, done) => {
    writes += 1;
    _write.call(socket, chunk, encoding, done);
  };
  server.connect(socket);
  await turns(3);
  await socket.receive('EHLO x\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n');
  expect([writes, socket.said.match(/^\d{3} /gm)?.length]).toEqual([2, 5]);
  socket.destroy();
});

test('a client that does not read our replies is not read either', async () => {
  const { server } = startServer();
  const socket = new PacketSocket();
  server.connect(socket);
  await turns(3);
  // From here on nothing leaves.
  socket._write = () => {};
  const packet = 'NOOP\r\n'.repeat(1000);
  for (let i = 0; i < 100 && !socket.isPaused(); i += 1) await socket.receive(packet);
  expect(socket.isPaused()).toBe(true);
  expect(socket.writableLength).toBeLessThan(100_000);
  socket.destroy();
});

const words = [
  ...[
    'EHLO x',
    'HELO',
    'MAIL FROM:<a@x.example>',
    'MAIL FROM:<>',
    'RCPT TO:<b@office.example>',
    'DATA',
    'RSET',
    'NOOP',
  ],
  ...[
    'AUTH PLAIN',
    'AUTH LOGIN YQ==',
    '*',
    'VRFY x',
    'HELP',
    'GET / HTTP/1.1',
    'STARTTLS now',
    'BDAT 5 LAST',
    'XCLIENT',
  ],
  ...['.', '..', '\r\n', '\n', '\r', '\r\n.\r\n', '\n.\n', '\0', '\xff\xfe', '\x16\x03\x01', ' ', '<', '>', ':', '@'],
  ...['a'.repeat(3000), 'SIZE=99999999999999999999', 'SMTPUTF8', 'Subject: x', '\t', '=?utf-8?q?=00?='],
];

/** STARTTLS comes last: what follows it is for the TLS library. */
test.each([1, 2, 3, 4])('garbage %i neither breaks nor holds up a session', async (seed) => {
  const random = createChance(seed).next;
  const pick = () => words[Math.floor(random() * words.length)] ?? '';
  for (let round = 0; round < 250; round += 1) {
    const noise = Array.from({ length: Math.floor(random() * 30) }, () => pick() + (random() < 0.7 ? '\r\n' : ''));
    const octets = Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() * 256));
    const garbage = Buffer.concat([Buffer.from(noise.join(''), 'latin1'), Buffer.from(octets)]);
    const ending = random() < 0.1 ? ['STARTTLS\r\n', 'no TLS\r\n'] : [];
    // Ends a line, a message and an exchange of AUTH that may be under way.
    const { said } = await converse([
      ...cutAtRandom(garbage, random),
      '\r\n.\r\n',
      '\r\nRSET\r\n',
      ...ending,
      'QUIT\r\n',
    ]);
    for (const line of said.split('\r\n').slice(0, -1)) expect(line).toMatch(/^[2-5]\d\d[ -][\x20-\x7e]*$/);
  }
});

function cutAtRandom(data: Buffer, random: () => number): Buffer[] {
  const parts: Buffer[] = [];
  for (let start = 0; start < data.length; ) {
    const end = start + 1 + Math.floor(random() ** 3 * 200);
    parts.push(data.subarray(start, end));
    start = end;
  }
  return parts;
}
