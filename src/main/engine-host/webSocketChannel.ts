import { WebSocket } from 'ws';
import type { Channel } from '../../shared/contract/frames.ts';

export interface OpenWebSocket {
  channel: Channel;
  /** Resolves when the connection is gone, whoever closed it. */
  closed: Promise<void>;
  close(): void;
}

/** The largest frame taken from an engine: a page of history with its certificates stays far below. */
const maxFrameBytes = 64 * 1024 * 1024;

/** Connects to the contract of an engine that serves it on loopback. Rejects when it does not answer in `timeoutMs`. */
export function connectWebSocket(web: string, token: string, timeoutMs: number): Promise<OpenWebSocket> {
  const url = new URL('/contract', web);
  url.protocol = 'ws:';
  const socket = new WebSocket(url, {
    headers: { authorization: `Bearer ${token}` },
    handshakeTimeout: timeoutMs,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
  });
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  const channel: Channel = {
    post(frame) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
    },
    onFrame(listener) {
      socket.on('message', (data, isBinary) => {
        if (isBinary) return;
        const frame = parseJson(data.toString());
        if (frame !== undefined) listener(frame);
      });
    },
    onClose(listener) {
      socket.once('close', listener);
    },
  };
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () => {
      socket.off('error', reject);
      // A broken connection also closes, which is what its users wait for.
      socket.on('error', () => {});
      resolve({ channel, closed, close: () => socket.close() });
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
