import type { FrameBridge } from '../../shared/contract/bridge.ts';
import { type Carrier, type HeldChannel, holdChannel } from './carrier.ts';

/** Electron: the shell watches the engine and says when one answers, so nothing is retried here. */
export function electronCarrier(bridge: FrameBridge): Carrier {
  return {
    start(listener) {
      let held: HeldChannel | null = null;
      let stopped = false;

      bridge.onFrame((frame) => held?.deliver(frame));
      bridge.onOpen(() => {
        held?.close();
        if (stopped) return;
        held = holdChannel((frame) => bridge.post(frame));
        listener.onChannel(held.channel);
      });
      bridge.onClose(() => {
        held?.close();
        held = null;
        if (!stopped) listener.onLoss('not-answering');
      });

      return () => {
        stopped = true;
        held?.close();
        held = null;
      };
    },
  };
}
