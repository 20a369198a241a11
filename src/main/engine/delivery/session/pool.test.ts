import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openReady, sessionDeps, targetOf } from '../../../../../tests/support/deliveryDeps.ts';
import { createFakeClock, type FakeClock } from '../../../../../tests/support/fakeClock.ts';
import { createCa } from '../../../../../tests/support/lab/ca.ts';
import { wellBehaved } from '../../../../../tests/support/lab/smtpBehaviour.ts';
import { type SmtpDouble, startSmtpDouble } from '../../../../../tests/support/lab/smtpDouble.ts';
import { connectTcp } from './connectTcp.ts';
import { createOpenSockets, type OpenSockets } from './openSockets.ts';
import { createSessionPool, type PooledSession, type SessionPool } from './pool.ts';

let peer: SmtpDouble;
let clock: FakeClock;
let sockets: OpenSockets;
let pool: SessionPool;

beforeEach(async () => {
  const tls = await (await createCa()).issue({ names: ['mx.a.example'] });
  peer = await startSmtpDouble({ address: '127.0.0.1', port: 0, behaviour: wellBehaved('mx.a.example', tls) });
  clock = createFakeClock();
  sockets = createOpenSockets(connectTcp);
  pool = createSessionPool({ clock, maxMessagesPerSession: 2, maxIdleSessions: 2 });
});

afterEach(async () => {
  await pool.close();
  await sockets.cutAll();
  await peer.close();
});

async function open(messages = 1): Promise<PooledSession> {
  return { ...(await openReady(targetOf(peer), sessionDeps({ clock, connect: sockets.connect }))), messages };
}

/** Resolves when the double heard QUIT on its nth connection and that is closed. */
async function quitOn(index: number): Promise<void> {
  await peer.waitForConnection((connection) => connection === peer.connections[index] && connection.closed);
  expect(peer.connections[index]?.commands.at(-1)?.line).toBe('QUIT');
}

describe('the pool', () => {
  test('gives a session back under its own key only, and once', async () => {
    const session = await open();
    pool.giveBack('a', session);
    expect(pool.take('b')).toBeNull();
    expect(pool.take('a')).toBe(session);
    expect(pool.take('a')).toBeNull();
    expect(await session.conversation.exchange({ verb: 'NOOP', argument: null })).toMatchObject({ kind: 'reply' });
    pool.giveBack('a', session);
  });

  test('prefers the session that has waited least', async () => {
    const [first, second] = [await open(), await open()];
    pool.giveBack('a', first);
    pool.giveBack('a', second);
    expect(pool.take('a')).toBe(second);
    expect(pool.take('a')).toBe(first);
    pool.giveBack('a', first);
    pool.giveBack('a', second);
  });

  test('says QUIT after five seconds', async () => {
    pool.giveBack('a', await open());
    await clock.advance(4999);
    expect(pool.size()).toBe(1);
    await clock.advance(1);
    expect(pool.size()).toBe(0);
    await quitOn(0);
  });

  test('taking stops the time', async () => {
    const session = await open();
    pool.giveBack('a', session);
    await clock.advance(4000);
    pool.take('a');
    await clock.advance(4000);
    expect(session.conversation.failure).toBeNull();
    pool.giveBack('a', session);
  });

  test('ends a session that has carried enough', async () => {
    pool.giveBack('a', await open(2));
    expect(pool.size()).toBe(0);
    await quitOn(0);
  });

  test('does not keep one that is broken', async () => {
    const session = await open();
    session.conversation.cut({ kind: 'temporary', code: 'protocol-error', reply: null, detail: null });
    pool.giveBack('a', session);
    expect(pool.size()).toBe(0);
  });

  test('ends the one that has waited longest where there are too many', async () => {
    for (const key of ['a', 'b', 'c']) pool.giveBack(key, await open());
    expect(pool.size()).toBe(2);
    expect(pool.take('a')).toBeNull();
    await quitOn(0);
  });

  test('forgets a session that the peer closed while it waited', async () => {
    const session = await open();
    pool.giveBack('a', session);
    peer.dropConnections();
    await peer.waitForConnection(({ closed }) => closed);
    // The socket's end reaches us by itself.
    while (pool.size() > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(pool.take('a')).toBeNull();
    while (sockets.count() > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  test('close says QUIT on all and leaves no socket', async () => {
    for (const key of ['a', 'b']) pool.giveBack(key, await open());
    await pool.close();
    expect(sockets.count()).toBe(0);
    await quitOn(0);
    await quitOn(1);
    expect(clock.pendingTimers()).toBe(0);
  });
});

describe('open sockets', () => {
  test('are cut together, and no other is opened afterwards', async () => {
    const session = await open();
    const reply = session.conversation.reply();
    await sockets.cutAll();
    expect(sockets.count()).toBe(0);
    expect(await reply).toMatchObject({ kind: 'failed', failure: { code: 'connection-lost' } });
    await expect(sockets.connect({ address: '127.0.0.1', port: peer.port, timeoutMs: 1000 })).rejects.toThrow('closed');
  });

  test('one that comes too late is cut at once, and nobody waits for it', async () => {
    const late: { arrive: () => Promise<void> } = { arrive: async () => {} };
    const slow = createOpenSockets(
      (target) =>
        new Promise((resolve) => {
          late.arrive = async () => {
            const socket = await connectTcp(target);
            const closed = new Promise<void>((done) => socket.once('close', () => done()));
            resolve(socket);
            await closed;
          };
        }),
    );
    const connecting = slow.connect({ address: '127.0.0.1', port: peer.port, timeoutMs: 1000 });
    const refused = expect(connecting).rejects.toThrow('closed');
    await slow.cutAll();
    await refused;
    await late.arrive();
    expect(slow.count()).toBe(0);
  });
});
