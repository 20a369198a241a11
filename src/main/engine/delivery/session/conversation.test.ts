import { describe, expect, test } from 'vitest';
import { policyOf } from '../../../../../tests/support/deliveryDeps.ts';
import { createFakeClock } from '../../../../../tests/support/fakeClock.ts';
import { peerHost, usePeers } from '../../../../../tests/support/peers.ts';
import type { PeerConnection } from '../../../../../tests/support/scriptedPeer.ts';
import { type Clock, systemClock } from '../../runtime.ts';
import { createSecureContexts } from '../tls/secureContexts.ts';
import { connectTcp } from './connectTcp.ts';
import { Conversation } from './conversation.ts';
import { createFarewells } from './farewells.ts';

const peers = usePeers();
const { double, scripted } = peers;
const context = createSecureContexts().contextFor(policyOf('relaxed'), []);

async function converse(peer: { address: string; port: number }, clock: Clock = systemClock): Promise<Conversation> {
  const socket = await connectTcp({ ...peer, timeoutMs: 5000 });
  const conversation = new Conversation(socket, {
    host: peerHost,
    commandTimeoutMs: 60_000,
    clock,
    farewells: createFarewells(clock),
  });
  peers.afterTest(() => conversation.quitAtOnce());
  return conversation;
}

describe('STARTTLS', () => {
  test('what was learned before is forgotten', async () => {
    const conversation = await converse(await double());
    await conversation.greeting();
    await conversation.hello('relay.office.example');
    expect(conversation.extensions.has('PIPELINING')).toBe(true);
    await conversation.startTls(context);
    expect(conversation.extensions.size).toBe(0);
    expect(conversation.link).toMatchObject({ kind: 'tls', facts: { protocol: 'TLSv1.3' } });
  });

  test.each([
    ['a reply', '220 Go ahead\r\n250 Said in the clear\r\n'],
    ['half a reply', '220 Go ahead\r\n250-Sai'],
    ['nonsense', '220 Go ahead\r\n\r\n'],
  ])('%s behind the 220 is an injection: the connection is cut without a handshake', async (_, octets) => {
    const peer = await scripted(async (connection) => {
      connection.say('220 mx ESMTP\r\n');
      await connection.readLine();
      connection.say(octets);
    });
    const conversation = await converse(peer);
    await conversation.greeting();
    expect(await conversation.startTls(context)).toMatchObject({
      kind: 'failed',
      failure: { kind: 'temporary', code: 'starttls-injection' },
      inHandshake: false,
    });
    expect(conversation.failure).not.toBeNull();
    expect(peer.received).toBe('STARTTLS\r\n');
  });

  test('octets in the clear in a packet of their own break the handshake', async () => {
    const peer = await scripted(async (connection) => {
      connection.say('220 mx ESMTP\r\n');
      await connection.readLine();
      connection.say('220 Go ahead\r\n');
      connection.socket.once('data', () => connection.say('250 Said in the clear\r\n'));
    });
    const conversation = await converse(peer);
    await conversation.greeting();
    expect(await conversation.startTls(context)).toMatchObject({
      failure: { code: 'handshake-failed' },
      inHandshake: true,
    });
  });

  test('a refusal leaves the conversation in the clear', async () => {
    const conversation = await converse(await double({ starttls: { kind: 'refuse', reply: '454 Not now' } }));
    await conversation.greeting();
    expect(await conversation.startTls(context)).toMatchObject({ kind: 'refused', reply: { code: 454 } });
    expect(await conversation.hello('relay.office.example')).toMatchObject({ kind: 'reply' });
    expect(conversation.link).toEqual({ kind: 'plain' });
  });

  test('a handshake that never ends is a timeout, and says nothing about TLS', async () => {
    const clock = createFakeClock();
    const peer = await double({ starttls: { kind: 'break', how: 'silent' } });
    const conversation = await converse(peer, clock);
    await conversation.greeting();
    const started = conversation.startTls(context);
    await peer.waitForConnection(({ handshake }) => handshake.length > 0);
    await clock.advance(60_000);
    expect(await started).toMatchObject({ failure: { code: 'connection-timeout' }, inHandshake: true });
  });
});

describe('replies', () => {
  test('one that nobody asked for ends the conversation before it is taken for an answer', async () => {
    const peer = await scripted(async (connection) => {
      connection.say('220 mx ESMTP\r\n250 Ok\r\n');
    });
    const conversation = await converse(peer);
    await conversation.greeting();
    conversation.permitEnvelope(policyOf('opportunistic'));
    expect(await conversation.exchange({ verb: 'MAIL', argument: 'FROM:<>' })).toMatchObject({
      failure: { code: 'protocol-error' },
    });
    expect(peer.received).toBe('');
  });

  test('421 at any time ends the conversation with its own words', async () => {
    const peer = await scripted(async (connection) => connection.say('220 mx ESMTP\r\n421 4.3.2 Going down\r\n'));
    const conversation = await converse(peer);
    await conversation.greeting();
    expect(await conversation.exchange({ verb: 'NOOP', argument: null })).toEqual({
      kind: 'failed',
      failure: { kind: 'temporary', code: 'service-not-available', reply: '421 4.3.2 Going down', detail: null },
    });
    expect(conversation.failure).toMatchObject({ code: 'service-not-available' });
  });

  test('one that came before the peer left is still read', async () => {
    const peer = await scripted(async (connection) => {
      connection.say('554 5.7.1 Go away\r\n');
      connection.socket.end();
    });
    const conversation = await converse(peer);
    expect(await conversation.greeting()).toMatchObject({ kind: 'reply', reply: { code: 554 } });
    expect(await conversation.exchange({ verb: 'NOOP', argument: null })).toMatchObject({
      failure: { code: 'connection-lost' },
    });
  });

  test('a peer that drips octets is cut off at the deadline', async () => {
    const clock = createFakeClock();
    const drip: { say?: (octet: string) => void } = {};
    const peer = await scripted(async (connection) => {
      drip.say = (octet) => connection.say(octet);
      connection.say('2');
    });
    const conversation = await converse(peer, clock);
    const greeting = conversation.greeting();
    for (const octet of '20-never ends') {
      await clock.advance(4500);
      drip.say?.(octet);
    }
    expect(conversation.failure).toBeNull();
    await clock.advance(1500);
    expect(await greeting).toMatchObject({ kind: 'failed', failure: { code: 'connection-timeout' } });
    expect(clock.pendingTimers()).toBe(0);
  });
});

describe('the body', () => {
  async function readyForBody(clock: Clock = systemClock) {
    const state: { connection?: PeerConnection } = {};
    const peer = await scripted(async (connection) => {
      state.connection = connection;
      connection.say('220 mx ESMTP\r\n');
    });
    const conversation = await converse(peer, clock);
    await conversation.greeting();
    conversation.permitEnvelope(policyOf('opportunistic'));
    return { peer, conversation, state };
  }

  test('a peer that stops reading is cut off at the deadline', async () => {
    const clock = createFakeClock();
    const { conversation, state } = await readyForBody(clock);
    state.connection?.socket.pause();
    const chunk = Buffer.alloc(1_000_000, 'x');
    let chunks = 0;
    const writing = conversation.writeBody(async function* () {
      for (; chunks < 100; chunks += 1) yield chunk;
    }, 100_000_000);
    let ended = false;
    void writing.then(() => {
      ended = true;
    });
    // The buffers on the way have to fill first. Far from the deadline for the whole body, which is hours away.
    for (let minute = 0; minute < 20 && !ended; minute++) await clock.advance(60_000);
    expect(ended).toBe(true);
    expect(chunks).toBeLessThan(100);
    expect(await writing).toMatchObject({ kind: 'failed', failure: { code: 'connection-timeout' } });
    expect(clock.pendingTimers()).toBe(0);
  });

  test('one that breaks off is not ended: half a message must not look like one', async () => {
    const { peer, conversation } = await readyForBody();
    const result = await conversation.writeBody(async function* () {
      yield Buffer.from('Subject: half\r\n');
      throw new Error('the disk');
    }, 1000);
    expect(result).toMatchObject({ kind: 'unreadable', error: new Error('the disk') });
    expect(conversation.failure).not.toBeNull();
    expect(peer.received).not.toContain('\r\n.\r\n');
  });

  test('one that cannot even be opened is unreadable too', async () => {
    const { conversation } = await readyForBody();
    const result = await conversation.writeBody(() => {
      throw new Error('no such file');
    }, 1000);
    expect(result).toMatchObject({ kind: 'unreadable', error: new Error('no such file') });
  });
});
