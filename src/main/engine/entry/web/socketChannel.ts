import type { RawData, WebSocket } from 'ws';
import type { Channel } from '../../../../shared/contract/frames.ts';

/** Above this much unsent data we stop reading: a client that does not read its answers gets no more of them. */
const highWaterBytes = 4 * 1024 * 1024;
const lowWaterBytes = 512 * 1024;
/**
 * One packet may ask for hundreds of long answers before we stop reading. With so much unsent the client is cut off
 * instead of getting yet another: a window then connects and asks anew. A goodbye would wait behind what it does not read.
 */
const maxUnsentBytes = 32 * 1024 * 1024;

/** One frame of the contract is one text message of the WebSocket. What is not JSON is passed over. */
export function socketChannel(socket: WebSocket): Channel {
  return {
    post(frame) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > maxUnsentBytes) {
        socket.terminate();
        return;
      }
      socket.send(JSON.stringify(frame), () => {
        if (socket.isPaused && socket.bufferedAmount <= lowWaterBytes) socket.resume();
      });
      if (!socket.isPaused && socket.bufferedAmount > highWaterBytes) socket.pause();
    },
    onFrame(listener) {
      socket.on('message', (data, isBinary) => {
        if (isBinary) return;
        const frame = parseFrame(data);
        if (frame !== undefined) listener(frame);
      });
    },
    onClose(listener) {
      socket.once('close', () => listener());
    },
  };
}

function parseFrame(data: RawData): unknown {
  try {
    return JSON.parse(textOf(data));
  } catch {
    return undefined;
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return data instanceof ArrayBuffer ? Buffer.from(data).toString('utf8') : data.toString('utf8');
}
