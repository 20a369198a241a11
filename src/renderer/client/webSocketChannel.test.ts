import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Channel } from '../../shared/contract/frames.ts';
import { webSocketCarrier } from './webSocketChannel.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function startServer(port = 0): Promise<WebSocketServer> {
  const server = new WebSocketServer({ host: '127.0.0.1', port });
  await once(server, 'listening');
  stops.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return server;
}

function portOf(server: WebSocketServer): number {
  return (server.address() as AddressInfo).port;
}

/** Resolves with what each call brought, in order. */
function queueOf<Item>() {
  const items: Item[] = [];
  const waiting: ((item: Item) => void)[] = [];
  return {
    push(item: Item) {
      const next = waiting.shift();
      if (next) next(item);
      else items.push(item);
    },
    next: () =>
      new Promise<Item>((resolve) => (items.length > 0 ? resolve(items.shift() as Item) : waiting.push(resolve))),
  };
}

function startCarrier(port: number, isSessionAlive = async () => true) {
  const channels = queueOf<Channel>();
  const losses = queueOf<string>();
  stops.push(
    webSocketCarrier({ url: `ws://127.0.0.1:${port}/contract`, isSessionAlive, firstRetryMs: 1, maxRetryMs: 4 }).start({
      onChannel: channels.push,
      onLoss: losses.push,
    }),
  );
  return { channels, losses };
}

it('carries frames as JSON, and drops what is none', async () => {
  const server = await startServer();
  const { channels } = startCarrier(portOf(server));
  const [[socket], channel] = await Promise.all([once(server, 'connection'), channels.next()]);
  const frames = queueOf<unknown>();
  channel.onFrame(frames.push);
  socket.send('no JSON');
  socket.send('{"kind":"result","id":1}');
  expect(await frames.next()).toEqual({ kind: 'result', id: 1 });
  const got = once(socket, 'message');
  channel.post({ kind: 'ack', id: 2 });
  expect(String((await got)[0])).toBe('{"kind":"ack","id":2}');
});

it('closes its channel when the connection is lost, and brings another one when the service is back', async () => {
  const server = await startServer();
  const port = portOf(server);
  const { channels, losses } = startCarrier(port);
  const channel = await channels.next();
  const closed = new Promise<void>((resolve) => channel.onClose(resolve));
  for (const client of server.clients) client.terminate();
  server.close();
  await closed;
  expect(await losses.next()).toBe('not-answering');
  // At least one attempt on a port where nobody listens.
  expect(await losses.next()).toBe('not-answering');
  await startServer(port);
  expect(await channels.next()).not.toBe(channel);
});

it('says when the service no longer knows this page', async () => {
  const server = await startServer();
  const port = portOf(server);
  server.close();
  const { losses } = startCarrier(port, async () => false);
  expect(await losses.next()).toBe('session-ended');
});
