import { once } from 'node:events';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createFakeClock } from '../../../../../tests/support/fakeClock.ts';
import { fakeApi } from '../../../../../tests/support/fakeEngine.ts';
import { serveContractSockets } from './contractSockets.fixture.ts';

const heartbeatMs = 30_000;

it('cuts off who misses a heartbeat, and nobody else', async () => {
  const clock = createFakeClock(0);
  const connect = await serveContractSockets(fakeApi({}), clock);
  const [awake, asleep] = [await connect(), await connect({ autoPong: false })];
  const cutOff = once(asleep, 'close');

  const pings = [once(awake, 'ping'), once(asleep, 'ping')];
  await clock.advance(heartbeatMs);
  await Promise.all(pings);
  // The server answers pings in order with all else: once it says this, our pong has been read.
  const heard = once(awake, 'pong');
  awake.ping();
  await heard;
  const pingedAgain = once(awake, 'ping');
  await clock.advance(heartbeatMs);
  await Promise.all([cutOff, pingedAgain]);
  expect(awake.readyState).toBe(WebSocket.OPEN);
});
