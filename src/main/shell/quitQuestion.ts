import { countOf, type RelayState } from './relayState.ts';

export interface QuitQuestion {
  message: string;
  detail: string;
}

/**
 * What to ask before the app is quit; null where there is nothing to ask: no message waits, or a service goes on
 * relaying without us.
 */
export function quitQuestion(state: RelayState, waitingMessages: number): QuitQuestion | null {
  if (waitingMessages === 0 || (state.kind === 'running' && state.attached)) return null;
  const [wait, are, they] = waitingMessages === 1 ? ['waits', 'is', 'It'] : ['wait', 'are', 'They'];
  return {
    message: `${countOf(waitingMessages, 'message')} ${wait} to be sent.`,
    detail: `${they} ${are} kept and sent when Sealpost runs again.`,
  };
}
