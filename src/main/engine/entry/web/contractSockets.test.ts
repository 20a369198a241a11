import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { createFakeClock } from '../../../../../tests/support/fakeClock.ts';
import { fakeApi } from '../../../../../tests/support/fakeEngine.ts';
import { silentLogger } from '../../runtime.ts';
import { createContractSockets } from './contractSockets.ts';

const heartbeatMs = 30_000;

it('cuts off who misses a heartbeat, and nobody else', async () => {
  const clock = createFakeClock(0);
  const sockets = createContractSockets(fakeApi({}), clock, silentLogger);
  const server = createServer().on('upgrade', sockets.accept).listen(0, '127.0.0.1');
  onTestFinished(async () => {
    await sockets.close();
    server.close();
  });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  const connect = async (autoPong: boolean) => {
    const socket = new WebSocket(`ws://127.0.0.1:${address.port}`, { autoPong });
    await once(socket, 'open');
    return socket;
  };
  const [awake, asleep] = [await connect(true), await connect(false)];
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
