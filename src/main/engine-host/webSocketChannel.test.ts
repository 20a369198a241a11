import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { connectWebSocket } from './webSocketChannel.ts';

let server: Server;
let sockets: WebSocketServer;
let web: string;

beforeEach(async () => {
  server = createServer();
  sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/contract' || request.headers.authorization !== 'Bearer right') {
      socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (peer) => sockets.emit('connection', peer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  web = `http://127.0.0.1:${address.port}`;
});

afterEach(() => {
  for (const peer of sockets.clients) peer.terminate();
  server.close();
});

const nextPeer = () => new Promise<WebSocket>((resolve) => sockets.once('connection', resolve));

describe('connectWebSocket', () => {
  it('carries frames both ways as JSON and passes over what is none', async () => {
    const peerComes = nextPeer();
    const open = await connectWebSocket(web, 'right', 2000);
    const peer = await peerComes;
    const sent = new Promise<string>((resolve) => peer.once('message', (data) => resolve(data.toString())));
    open.channel.post({ kind: 'call', id: 1 });
    expect(JSON.parse(await sent)).toEqual({ kind: 'call', id: 1 });
    const got = new Promise<unknown>((resolve) => open.channel.onFrame(resolve));
    peer.send('not json');
    peer.send(JSON.stringify({ kind: 'result', id: 1, output: 2 }));
    expect(await got).toEqual({ kind: 'result', id: 1, output: 2 });
    open.close();
    await open.closed;
  });

  it('says when the engine is gone', async () => {
    const peerComes = nextPeer();
    const open = await connectWebSocket(web, 'right', 2000);
    const closedSeen = new Promise<void>((resolve) => open.channel.onClose(resolve));
    (await peerComes).terminate();
    await Promise.all([open.closed, closedSeen]);
  });

  it('rejects with a token that the engine refuses', async () => {
    await expect(connectWebSocket(web, 'wrong', 2000)).rejects.toThrow('401');
  });

  it('rejects where nobody listens', async () => {
    await new Promise((resolve) => server.close(resolve));
    await expect(connectWebSocket(web, 'right', 2000)).rejects.toThrow('ECONNREFUSED');
  });
});
