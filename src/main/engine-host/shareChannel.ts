import { z } from 'zod';
import type { Channel } from '../../shared/contract/frames.ts';

/** One of several users of an engine's channel. Its ids are its own. */
export interface SharedEnd extends Channel {
  /** Unsubscribes what this user subscribed to. Frames that still come for it are dropped. */
  close(): void;
}

const sentSchema = z.looseObject({ kind: z.enum(['call', 'subscribe', 'unsubscribe', 'ack']), id: z.int() });
const receivedSchema = z.looseObject({ kind: z.enum(['result', 'refusal', 'event']), id: z.int() });

interface Route {
  deliver(frame: unknown): void;
  localId: number;
  /** Called when no further frame comes for this id. */
  forget(): void;
}

/**
 * Lets the shell and its windows share one engine: each end counts its ids from 1, and the channel carries others.
 * Frames pass as they are, so that a window's acknowledgement, and not ours, asks for the next batch of events.
 */
export function shareChannel(channel: Channel): () => SharedEnd {
  const routes = new Map<number, Route>();
  const closeListeners = new Set<() => void>();
  let lastId = 0;
  let closed = false;

  channel.onFrame((raw) => {
    const parsed = receivedSchema.safeParse(raw);
    if (!parsed.success) return;
    const frame = parsed.data;
    const route = routes.get(frame.id);
    if (!route) return;
    if (frame.kind !== 'event') {
      routes.delete(frame.id);
      route.forget();
    }
    route.deliver({ ...frame, id: route.localId });
  });

  channel.onClose(() => {
    closed = true;
    routes.clear();
    for (const listener of [...closeListeners]) listener();
    closeListeners.clear();
  });

  return function openEnd() {
    const ids = new Map<number, { id: number; kind: 'call' | 'subscribe' }>();
    let deliver: (frame: unknown) => void = () => {};
    let onClosed: () => void = () => {};
    const closeListener = () => onClosed();
    closeListeners.add(closeListener);

    return {
      post(raw) {
        const parsed = sentSchema.safeParse(raw);
        if (closed || !parsed.success) return;
        const frame = parsed.data;
        if (frame.kind === 'call' || frame.kind === 'subscribe') {
          if (ids.has(frame.id)) return;
          lastId += 1;
          const localId = frame.id;
          ids.set(localId, { id: lastId, kind: frame.kind });
          routes.set(lastId, { localId, deliver: (received) => deliver(received), forget: () => ids.delete(localId) });
          channel.post({ ...frame, id: lastId });
          return;
        }
        const known = ids.get(frame.id);
        if (!known) return;
        channel.post({ ...frame, id: known.id });
        if (frame.kind === 'unsubscribe') {
          ids.delete(frame.id);
          routes.delete(known.id);
        }
      },
      onFrame(listener) {
        deliver = listener;
      },
      onClose(listener) {
        onClosed = listener;
      },
      close() {
        closeListeners.delete(closeListener);
        for (const { id, kind } of ids.values()) {
          routes.delete(id);
          if (kind === 'subscribe' && !closed) channel.post({ kind: 'unsubscribe', id });
        }
        ids.clear();
      },
    };
  };
}
