import { type Carrier, type CarrierListener, type HeldChannel, holdChannel } from './carrier.ts';

export interface WebSocketCarrierOptions {
  /** `ws://…/contract`; the page's session cookie goes with it. */
  url: string;
  /** Asked after a failed attempt: false when the service answers but no longer knows this page. */
  isSessionAlive(): Promise<boolean>;
  firstRetryMs?: number;
  maxRetryMs?: number;
}

/** A browser: the service may be restarted at any time, so it is tried again with growing waits. */
export function webSocketCarrier(options: WebSocketCarrierOptions): Carrier {
  const { url, isSessionAlive, firstRetryMs = 250, maxRetryMs = 2000 } = options;
  return {
    start(listener: CarrierListener) {
      let socket: WebSocket | null = null;
      let timer: ReturnType<typeof setTimeout> | null = null;
      let retryMs = firstRetryMs;
      let stopped = false;

      const connect = () => {
        const current = new WebSocket(url);
        socket = current;
        let held: HeldChannel | null = null;
        current.addEventListener('open', () => {
          retryMs = firstRetryMs;
          held = holdChannel((frame) => current.send(JSON.stringify(frame)));
          listener.onChannel(held.channel);
        });
        current.addEventListener('message', (event) => {
          const frame = parseFrame(event.data);
          if (frame !== undefined) held?.deliver(frame);
        });
        current.addEventListener('close', () => {
          held?.close();
          if (!stopped) void retry();
        });
      };

      const retry = async () => {
        const alive = await isSessionAlive();
        if (stopped) return;
        listener.onLoss(alive ? 'not-answering' : 'session-ended');
        timer = setTimeout(connect, retryMs);
        retryMs = Math.min(retryMs * 2, maxRetryMs);
      };

      connect();
      return () => {
        stopped = true;
        if (timer !== null) clearTimeout(timer);
        socket?.close();
      };
    },
  };
}

/** Undefined for what is no JSON text: the client would drop it anyway. */
function parseFrame(data: unknown): unknown {
  if (typeof data !== 'string') return undefined;
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

/** The options for the page the service gave us. */
export function ownServiceOptions(location: Location): WebSocketCarrierOptions {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return {
    url: `${scheme}//${location.host}/contract`,
    async isSessionAlive() {
      try {
        const response = await fetch('/', { method: 'HEAD', cache: 'no-store' });
        return response.status !== 401 && response.status !== 403;
      } catch {
        return true;
      }
    },
  };
}
