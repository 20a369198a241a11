import type { ToPage } from '../../shared/contract/bridgeIpc.ts';
import type { Refusal } from '../../shared/contract/errors.ts';
import type { SharedEnd } from '../engine-host/shareChannel.ts';
import { checkClientFrame } from './checkClientFrame.ts';

/** Where the engine is, as far as a page needs to know. `waiting`: nothing is known to be wrong yet. */
export type EngineReach = { kind: 'running'; openEnd: () => SharedEnd } | { kind: 'waiting' } | { kind: 'gone' };

export interface PageLink {
  /** A frame from the page, whose sender has been checked. */
  receive(raw: unknown): void;
  /** The page's scripts run now: it is told how the engine is. */
  pageReady(): void;
  /** The page is being replaced: its subscriptions end. */
  pageGone(): void;
  engineReach(reach: EngineReach): void;
}

const notRunning: Refusal = { code: 'unavailable', message: 'The engine is not running. Nothing was changed.' };

/**
 * Relays one page's frames to the engine of the moment. Each engine and each load of the page get an end of their own,
 * so that no answer reaches a page that did not ask. Without an engine a call is refused as `unavailable`.
 */
export function createPageLink(send: (message: ToPage) => void): PageLink {
  let reach: EngineReach = { kind: 'waiting' };
  let ready = false;
  let end: SharedEnd | null = null;

  const refuse = (id: number, error: Refusal) => send({ kind: 'frame', frame: { kind: 'refusal', id, error } });

  const leave = () => {
    end?.close();
    end = null;
  };

  const meet = () => {
    leave();
    if (!ready || reach.kind === 'waiting') return;
    if (reach.kind === 'gone') {
      send({ kind: 'close' });
      return;
    }
    end = reach.openEnd();
    end.onFrame((frame) => send({ kind: 'frame', frame }));
    send({ kind: 'open' });
  };

  return {
    receive(raw) {
      const checked = checkClientFrame(raw);
      if (checked === null) return;
      if (!checked.ok) refuse(checked.id, checked.refusal);
      else if (end) end.post(checked.frame);
      else if (checked.frame.kind === 'call' || checked.frame.kind === 'subscribe')
        refuse(checked.frame.id, notRunning);
    },
    pageReady() {
      ready = true;
      meet();
    },
    pageGone() {
      ready = false;
      leave();
    },
    engineReach(next) {
      reach = next;
      meet();
    },
  };
}
