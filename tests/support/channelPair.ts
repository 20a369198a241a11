import type { Channel } from '../../src/shared/contract/frames.ts';

/** Both ends of a carrier inside one process. Frames pass as JSON, as over a WebSocket, one turn later. */
export function createChannelPair(): { client: Channel; server: Channel; close(): void } {
  const ends = [createEnd(), createEnd()] as const;
  const [client, server] = ends;
  let closed = false;
  const connect = (from: End, to: End): Channel => ({
    post(frame) {
      const text = JSON.stringify(frame);
      queueMicrotask(() => {
        if (!closed) for (const listener of to.frameListeners) listener(JSON.parse(text));
      });
    },
    onFrame: (listener) => void from.frameListeners.push(listener),
    onClose: (listener) => void from.closeListeners.push(listener),
  });
  return {
    client: connect(client, server),
    server: connect(server, client),
    close() {
      closed = true;
      for (const end of ends) for (const listener of end.closeListeners) listener();
    },
  };
}

interface End {
  frameListeners: ((frame: unknown) => void)[];
  closeListeners: (() => void)[];
}

function createEnd(): End {
  return { frameListeners: [], closeListeners: [] };
}
