import type { Channel } from '../../shared/contract/frames.ts';

/** Why there is no channel: it may come back by itself, or only with a new session. */
export type CarrierLoss = 'not-answering' | 'session-ended';

export interface CarrierListener {
  /** Called with a fresh channel each time the engine can be reached. The channel itself says when it is gone. */
  onChannel(channel: Channel): void;
  /** Called each time an attempt to reach the engine failed, or a channel was lost. */
  onLoss(loss: CarrierLoss): void;
}

/** A way to the engine: Electron's ports or a WebSocket. It keeps trying until it is stopped. */
export interface Carrier {
  /** Returns a function that stops it. */
  start(listener: CarrierListener): () => void;
}

/** A channel whose other end is held by a carrier. */
export interface HeldChannel {
  channel: Channel;
  deliver(frame: unknown): void;
  close(): void;
}

export function holdChannel(post: (frame: unknown) => void): HeldChannel {
  const frameListeners: ((frame: unknown) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  let closed = false;
  return {
    channel: {
      post(frame) {
        if (!closed) post(frame);
      },
      onFrame: (listener) => frameListeners.push(listener),
      onClose: (listener) => closeListeners.push(listener),
    },
    deliver(frame) {
      if (closed) return;
      for (const listener of frameListeners) listener(frame);
    },
    close() {
      if (closed) return;
      closed = true;
      for (const listener of closeListeners) listener();
    },
  };
}
