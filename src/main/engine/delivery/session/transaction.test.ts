import { afterEach, describe, expect, test } from 'vitest';
import { messageTo, openReady, targetOf } from '../../../../../tests/support/deliveryDeps.ts';
import {
  type PeerConnection,
  type ScriptedPeer,
  startScriptedPeer,
} from '../../../../../tests/support/scriptedPeer.ts';
import { sendInBatches } from './batches.ts';
import type { Conversation } from './conversation.ts';
import { sendMessage } from './transaction.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A conversation in the clear, ready for an envelope, with a server that goes by `script` from there on. */
async function ready(
  extensions: readonly string[],
  script: (peer: PeerConnection) => Promise<void>,
): Promise<{ peer: ScriptedPeer; conversation: Conversation }> {
  const peer = await startScriptedPeer(async (connection) => {
    connection.say('220 mx ESMTP\r\n');
    await connection.readLine();
    const lines = ['mx', ...extensions];
    connection.say(lines.map((line, index) => `250${index < lines.length - 1 ? '-' : ' '}${line}\r\n`).join(''));
    await script(connection);
  });
  cleanups.push(() => peer.close());
  const { conversation } = await openReady(targetOf(peer));
  cleanups.push(() => conversation.quit());
  return { peer, conversation };
}

/** Answers each line by the first word that fits; the message with `final`. */
async function answer(
  peer: PeerConnection,
  answers: (line: string) => string,
  final = '250 2.0.0 Queued',
): Promise<void> {
  for (;;) {
    const reply = answers(await peer.readLine());
    peer.say(`${reply}\r\n`);
    if (!reply.startsWith('354')) continue;
    await peer.readMessage();
    peer.say(`${final}\r\n`);
  }
}

const allYes = (line: string) => (line === 'DATA' ? '354 Go on' : '250 Ok');
const failed = (kind: string, code: string, elsewhere: boolean, own: boolean) =>
  expect.objectContaining({ kind: 'failed', failure: expect.objectContaining({ kind, code }), elsewhere, own });
const delivered = { kind: 'delivered', reply: '250 2.0.0 Queued' };
const body = 'Subject: Hello\r\n\r\nHow are you?\r\n.\r\n';
const [a, b, c] = ['a@d.example', 'b@d.example', 'c@d.example'];

describe('with PIPELINING', () => {
  test('the envelope goes out in one go, and the message after 354', async () => {
    const packets: string[] = [];
    const { conversation } = await ready(['PIPELINING'], async (peer) => {
      peer.socket.on('data', (chunk) => packets.push(chunk.toString()));
      for (const expected of ['MAIL', 'RCPT', 'RCPT', 'DATA']) expect(await peer.readLine()).toContain(expected);
      peer.say('250 Ok\r\n250 Ok\r\n250 Ok\r\n354 Go on\r\n');
      await peer.readMessage();
      peer.say('250 2.0.0 Queued\r\n');
    });
    expect(await sendMessage(conversation, messageTo([a, b]))).toEqual({
      answers: [delivered, delivered],
      lostBeforeBody: false,
    });
    expect(packets[0]).toBe(`MAIL FROM:<sender@office.example>\r\nRCPT TO:<${a}>\r\nRCPT TO:<${b}>\r\nDATA\r\n`);
    expect(packets.slice(1).join('')).toBe(body);
  });

  test('nobody accepted, and yet 354: an empty message ends it, and nobody gets the real one', async () => {
    const { peer, conversation } = await ready(['PIPELINING'], (connection) =>
      answer(connection, (line) => (line.startsWith('RCPT') ? '550 5.1.1 No' : allYes(line)), '554 No recipients'),
    );
    const result = await sendMessage(conversation, messageTo([a, b]));
    const refused = failed('permanent', 'mailbox-unavailable', false, true);
    expect(result).toEqual({ answers: [refused, refused], lostBeforeBody: false });
    expect(peer.received).toContain('DATA\r\n.\r\nRSET\r\n');
    expect(peer.received).not.toContain('Subject');
    expect(conversation.failure).toBeNull();
  });

  test('after a refused MAIL the rest of the answers is read, and the connection is as good as new', async () => {
    let times = 0;
    const { conversation } = await ready(['PIPELINING'], (connection) =>
      answer(connection, (line) => {
        if (line.startsWith('MAIL')) times += 1;
        if (times === 1 && line !== 'RSET') return line.startsWith('MAIL') ? '451 4.3.0 Not you' : '503 5.5.1 No MAIL';
        return allYes(line);
      }),
    );
    const refused = failed('temporary', 'temporary-failure', true, false);
    expect(await sendMessage(conversation, messageTo([a, b]))).toMatchObject({ answers: [refused, refused] });
    expect(await sendMessage(conversation, messageTo([a]))).toMatchObject({ answers: [delivered] });
  });
});

describe('without PIPELINING', () => {
  test('each command waits for its answer', async () => {
    const { peer, conversation } = await ready([], (connection) => answer(connection, allYes));
    expect(await sendMessage(conversation, messageTo([a, b]))).toMatchObject({ answers: [delivered, delivered] });
    expect(peer.received).toContain(`RCPT TO:<${b}>\r\nDATA\r\n${body}`);
  });

  test('all recipients refused: RSET and no DATA', async () => {
    const { peer, conversation } = await ready([], (connection) =>
      answer(connection, (line) => (line.startsWith('RCPT') ? '450 4.2.0 Later' : allYes(line))),
    );
    expect(await sendMessage(conversation, messageTo([a]))).toEqual({
      answers: [failed('temporary', 'greylisted', true, true)],
      lostBeforeBody: false,
    });
    expect(peer.received).toMatch(/RCPT TO:<a@d.example>\r\nRSET\r\n$/);
  });

  test('a refused MAIL ends it at once', async () => {
    const { peer, conversation } = await ready([], (connection) =>
      answer(connection, (line) => (line.startsWith('MAIL') ? '550 5.7.1 Not you' : '250 Ok')),
    );
    expect(await sendMessage(conversation, messageTo([a, b]))).toMatchObject({
      answers: [failed('permanent', 'rejected', false, false), failed('permanent', 'rejected', false, false)],
    });
    expect(peer.received).not.toContain('RCPT');
  });
});

describe.each([{ extensions: ['PIPELINING'] }, { extensions: [] }])('with $extensions', ({ extensions }) => {
  test('every recipient has its own answer', async () => {
    const { conversation } = await ready(extensions, (connection) =>
      answer(connection, (line) => {
        if (line.includes(a)) return '550 5.1.1 Unknown';
        return line.includes(c) ? '450 4.2.2 Full' : allYes(line);
      }),
    );
    expect(await sendMessage(conversation, messageTo([a, b, 'x\r\n@d.example', c]))).toMatchObject({
      answers: [
        failed('permanent', 'mailbox-unavailable', false, true),
        delivered,
        failed('permanent', 'rejected', false, true),
        failed('temporary', 'mailbox-full', true, true),
      ],
    });
  });

  test.each([
    ['DATA', '451 4.3.0 Not now', 'temporary', 'temporary-failure', true],
    ['DATA', '554 5.7.1 No', 'permanent', 'rejected', false],
    ['the end', '452 4.3.1 Disk full', 'temporary', 'temporary-failure', true],
    ['the end', '552 5.3.4 Too big', 'permanent', 'message-too-large', false],
    ['the end', '421 4.3.0 Going down', 'temporary', 'service-not-available', true],
  ])('refused at %s by %s', async (where, reply, kind, code, elsewhere) => {
    const { conversation } = await ready(extensions, (connection) =>
      answer(connection, (line) => (where === 'DATA' && line === 'DATA' ? reply : allYes(line)), reply),
    );
    expect(await sendMessage(conversation, messageTo([a, b]))).toMatchObject({
      answers: [failed(kind, code, elsewhere, false), failed(kind, code, elsewhere, false)],
      lostBeforeBody: false,
    });
  });

  test.each(['MAIL', 'RCPT', 'DATA'])('a connection that is lost at %s says so', async (verb) => {
    const { conversation } = await ready(extensions, (connection) =>
      answer(connection, (line) => {
        if (line.startsWith(verb)) connection.socket.destroy();
        return allYes(line);
      }),
    );
    expect(await sendMessage(conversation, messageTo([a, b]))).toEqual({
      answers: [
        failed('temporary', 'connection-lost', true, false),
        failed('temporary', 'connection-lost', true, false),
      ],
      lostBeforeBody: true,
    });
  });

  test('421 at RCPT is the end, and for everybody', async () => {
    const { conversation } = await ready(extensions, (connection) =>
      answer(connection, (line) => (line.startsWith('RCPT') ? '421 4.7.0 Later' : allYes(line))),
    );
    expect(await sendMessage(conversation, messageTo([a, b]))).toMatchObject({
      answers: [
        failed('temporary', 'service-not-available', true, false),
        failed('temporary', 'service-not-available', true, false),
      ],
      lostBeforeBody: true,
    });
  });

  test('no answer to the whole message: it may have been taken, so nobody else gets it now', async () => {
    const { conversation } = await ready(extensions, async (connection) => {
      for (;;) {
        const line = await connection.readLine();
        connection.say(`${allYes(line)}\r\n`);
        if (line !== 'DATA') continue;
        await connection.readMessage();
        connection.socket.destroy();
      }
    });
    expect(await sendMessage(conversation, messageTo([a]))).toEqual({
      answers: [failed('temporary', 'connection-lost', false, false)],
      lostBeforeBody: false,
    });
  });

  test('yes to DATA instead of 354 is no SMTP: nothing is sent, and the connection is cut', async () => {
    const { peer, conversation } = await ready(extensions, (connection) => answer(connection, () => '250 Ok'));
    expect(await sendMessage(conversation, messageTo([a]))).toMatchObject({
      answers: [failed('temporary', 'protocol-error', true, false)],
    });
    expect(peer.received).not.toContain('Subject');
    expect(conversation.failure).not.toBeNull();
  });

  test('an unreadable message is its own trouble: no other host, no half message', async () => {
    const { peer, conversation } = await ready(extensions, (connection) => answer(connection, allYes));
    const message = messageTo([a, b], {
      async *openBody() {
        yield Buffer.from('Subject: half\r\n');
        throw new Error('the disk');
      },
    });
    const unreadable = {
      kind: 'failed',
      failure: expect.objectContaining({ code: 'spool-unreadable', detail: 'the disk' }),
    };
    expect(await sendMessage(conversation, message)).toMatchObject({
      answers: [
        { ...unreadable, elsewhere: false },
        { ...unreadable, elsewhere: false },
      ],
    });
    expect(peer.received).not.toContain('\r\n.\r\n');
  });
});

test('a peer that cuts a message short and says why is believed', async () => {
  const { conversation } = await ready([], async (connection) => {
    for (let line = ''; line !== 'DATA'; ) {
      line = await connection.readLine();
      connection.say(`${allYes(line)}\r\n`);
    }
    await connection.readLine();
    connection.say('552 5.3.4 Too big for us\r\n');
    connection.socket.end();
  });
  const message = messageTo([a], {
    async *openBody() {
      yield Buffer.from('first line\r\n');
      // Until the peer has gone, and longer than any buffer.
      while (!conversation.failure) {
        yield Buffer.alloc(65_536, 'x');
        await new Promise((resolve) => setImmediate(resolve));
      }
      yield Buffer.alloc(65_536, 'x');
    },
  });
  expect(await sendMessage(conversation, message)).toMatchObject({
    answers: [failed('permanent', 'message-too-large', false, false)],
  });
});

test('what the peer does not take by its own words is not asked', async () => {
  const { peer, conversation } = await ready(['SIZE 10'], (connection) => answer(connection, allYes));
  expect(await sendMessage(conversation, messageTo([a]))).toMatchObject({
    answers: [failed('permanent', 'message-too-large', false, false)],
    lostBeforeBody: false,
  });
  expect(peer.received).not.toContain('MAIL');
});

describe('many recipients', () => {
  const many = Array.from({ length: 250 }, (_, index) => `r${index}@d.example`);

  test('go out a hundred at a time over the same connection', async () => {
    const { peer, conversation } = await ready(['PIPELINING'], (connection) => answer(connection, allYes));
    const result = await sendInBatches(conversation, messageTo(many));
    expect(result).toMatchObject({ lostBeforeBody: false, transactions: 3 });
    expect(result.answers).toEqual(many.map(() => delivered));
    expect(peer.received.match(/MAIL FROM/g)).toHaveLength(3);
    expect(peer.received.match(/RCPT TO/g)).toHaveLength(250);
  });

  test('those whom the peer finds too many get their own turn', async () => {
    let inTransaction = 0;
    const { conversation } = await ready(['PIPELINING'], (connection) =>
      answer(connection, (line) => {
        if (line.startsWith('MAIL')) inTransaction = 0;
        if (!line.startsWith('RCPT')) return allYes(line);
        inTransaction += 1;
        return inTransaction > 30 ? '452 4.5.3 Too many recipients' : '250 Ok';
      }),
    );
    const result = await sendInBatches(conversation, messageTo(many));
    expect(result.answers).toEqual(many.map(() => delivered));
    expect(result.transactions).toBe(9);
  });

  test('a peer that takes nobody is not asked for ever', async () => {
    const { conversation } = await ready(['PIPELINING'], (connection) =>
      answer(connection, (line) => (line.startsWith('RCPT') ? '452 4.5.3 Too many recipients' : allYes(line))),
    );
    const result = await sendInBatches(conversation, messageTo([a, b]));
    expect(result).toMatchObject({ transactions: 1 });
    expect(result.answers).toEqual([a, b].map(() => failed('temporary', 'rate-limited', true, true)));
  });

  test('those whose turn never came are told why', async () => {
    let messages = 0;
    const { conversation } = await ready(['PIPELINING'], (connection) =>
      answer(connection, (line) => {
        if (line.startsWith('MAIL')) messages += 1;
        if (messages === 2) connection.socket.destroy();
        return allYes(line);
      }),
    );
    const result = await sendInBatches(conversation, messageTo(many));
    expect(result.lostBeforeBody).toBe(false);
    expect(result.answers.slice(0, 100)).toEqual(many.slice(0, 100).map(() => delivered));
    expect(result.answers.slice(100)).toEqual(
      many.slice(100).map(() => failed('temporary', 'connection-lost', true, false)),
    );
  });
});
