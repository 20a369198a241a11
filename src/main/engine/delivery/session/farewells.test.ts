import { beforeEach, expect, test } from 'vitest';
import { openReady, sessionDeps, targetOf } from '../../../../../tests/support/deliveryDeps.ts';
import { createFakeClock, type FakeClock } from '../../../../../tests/support/fakeClock.ts';
import { usePeers } from '../../../../../tests/support/peers.ts';
import type { PeerConnection } from '../../../../../tests/support/scriptedPeer.ts';
import { connectTcp } from './connectTcp.ts';
import { createFarewells, type Farewells } from './farewells.ts';
import type { Session, SessionDeps } from './openSession.ts';
import { createOpenSockets, type OpenSockets } from './openSockets.ts';
import { createSessionPool } from './pool.ts';

const peers = usePeers();
let clock: FakeClock;
let farewells: Farewells;
let sockets: OpenSockets;
let deps: SessionDeps;

beforeEach(() => {
  clock = createFakeClock();
  farewells = createFarewells(clock);
  sockets = createOpenSockets(connectTcp);
  deps = sessionDeps({ clock, farewells, connect: sockets.connect });
  peers.afterTest(() => sockets.cutAll());
});

/** One connection, as its server sees it. */
interface Seen {
  peer: PeerConnection;
  /** Resolves at QUIT. */
  quit: Promise<void>;
  /** Resolves at the client's end of the connection. */
  gone: Promise<'end' | 'error'>;
  isGone: boolean;
}

/** A server that is ready for an envelope and leaves QUIT to the test. */
async function serverThatHoldsQuit(): Promise<{ open(): Promise<Session>; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = await peers.scripted(async (peer) => {
    let onQuit = () => {};
    const connection: Seen = {
      peer,
      quit: new Promise((resolve) => {
        onQuit = resolve;
      }),
      gone: new Promise((resolve) => {
        peer.socket.once('end', () => resolve('end'));
        peer.socket.once('error', () => resolve('error'));
      }),
      isGone: false,
    };
    void connection.gone.then(() => {
      connection.isGone = true;
    });
    seen.push(connection);
    peer.say('220 mx ESMTP\r\n');
    await peer.readLine();
    peer.say('250 mx\r\n');
    expect(await peer.readLine()).toBe('QUIT');
    onQuit();
  });
  return { open: () => openReady(targetOf(server), deps), seen };
}

async function quitHeard(seen: Seen | undefined): Promise<Seen> {
  if (!seen) throw new Error('No such connection.');
  await seen.quit;
  return seen;
}

test('a server that is slow to answer QUIT sees no end of the connection before it has answered', async () => {
  const { open, seen } = await serverThatHoldsQuit();
  const { conversation } = await open();
  conversation.quit();
  const { peer, gone } = await quitHeard(seen[0]);
  await clock.advance(1999);
  expect(seen[0]?.isGone, 'closed before 221').toBe(false);
  peer.say('221 2.0.0 ');
  await clock.advance(0);
  expect(seen[0]?.isGone, 'closed within 221').toBe(false);
  peer.say('Bye\r\n');
  expect(await gone).toBe('end');
  await untilNoneIsOpen();
  expect({ farewells: farewells.count(), timers: clock.pendingTimers() }).toEqual({ farewells: 0, timers: 0 });
});

test('what it said before QUIT is not taken for the answer', async () => {
  const { open, seen } = await serverThatHoldsQuit();
  const { conversation } = await open();
  seen[0]?.peer.say('250 Nobody asked\r\n');
  await clock.advance(0);
  conversation.quit();
  const { peer } = await quitHeard(seen[0]);
  peer.say('221 2.0.0 ');
  await clock.advance(1999);
  expect(seen[0]?.isGone).toBe(false);
});

test('a server that never answers QUIT is let go after two seconds', async () => {
  const { open, seen } = await serverThatHoldsQuit();
  (await open()).conversation.quit();
  const { gone } = await quitHeard(seen[0]);
  await clock.advance(1999);
  expect(sockets.count()).toBe(1);
  await clock.advance(1);
  await gone;
  await untilNoneIsOpen();
  expect({ farewells: farewells.count(), timers: clock.pendingTimers() }).toEqual({ farewells: 0, timers: 0 });
});

test('so is one that answers and then does not close', async () => {
  const { open, seen } = await serverThatHoldsQuit();
  (await open()).conversation.quit();
  const { peer } = await quitHeard(seen[0]);
  // It takes our end of the connection, and keeps its own open.
  peer.socket.allowHalfOpen = true;
  peer.say('221 Bye\r\n');
  await seen[0]?.gone;
  await clock.advance(1999);
  expect(sockets.count()).toBe(1);
  await clock.advance(1);
  await untilNoneIsOpen();
});

test('one that closes instead of answering leaves no timer behind', async () => {
  const { open, seen } = await serverThatHoldsQuit();
  (await open()).conversation.quit();
  (await quitHeard(seen[0])).peer.socket.destroy();
  await untilNoneIsOpen();
  expect({ farewells: farewells.count(), timers: clock.pendingTimers() }).toEqual({ farewells: 0, timers: 0 });
});

test('a stop waits neither for those who say goodbye nor for the answers to its own', async () => {
  const { open, seen } = await serverThatHoldsQuit();
  const pool = createSessionPool({ clock });
  pool.giveBack('a', { ...(await open()), messages: 1000 });
  pool.giveBack('a', { ...(await open()), messages: 1 });
  await quitHeard(seen[0]);
  expect(sockets.count()).toBe(2);
  // The clock stands still: only what waits for no timer ends here.
  await pool.close();
  await sockets.cutAll();
  expect({ sockets: sockets.count(), farewells: farewells.count(), timers: clock.pendingTimers() }).toEqual({
    sockets: 0,
    farewells: 0,
    timers: 0,
  });
  await quitHeard(seen[1]);
});

test('another connection to the host leaves five that say goodbye to it, the latest', async () => {
  const { open, seen } = await serverThatHoldsQuit();
  const sessions: Session[] = [];
  for (let n = 0; n < 8; n += 1) sessions.push(await open());
  for (const { conversation } of sessions) conversation.quit();
  await Promise.all(seen.map(quitHeard));
  expect(farewells.count()).toBe(8);
  farewells.makeRoom('mx.other.example');
  expect(farewells.count()).toBe(8);
  await open();
  expect(farewells.count()).toBe(5);
  await Promise.all(seen.slice(0, 3).map(({ gone }) => gone));
  expect(seen.map(({ isGone }) => isGone)).toEqual([true, true, true, ...Array<boolean>(6).fill(false)]);
});

test('no more than fifty say goodbye at a time, and the first goes first', () => {
  const cut: number[] = [];
  for (let n = 0; n < 52; n += 1) farewells.begin(`mx${n}.a.example`, () => cut.push(n));
  expect(cut).toEqual([0, 1]);
  expect(farewells.count()).toBe(50);
});

/** Sockets close in turns of the event loop, by themselves. */
async function untilNoneIsOpen(): Promise<void> {
  while (sockets.count() > 0) await new Promise((resolve) => setImmediate(resolve));
}
