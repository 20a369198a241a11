import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Status } from '../../shared/contract/status.ts';
import type { EngineConnection } from '../client/engineConnection.ts';

export interface StatusState {
  /** Null until an engine has answered. Kept when it goes, so that the page does not go blank. */
  status: Status | null;
  /** Whether any message was ever accepted; null while unknown. */
  mailSeen: boolean | null;
}

export function createStatusStore(engine: EngineConnection): StoreApi<StatusState> {
  const store = createStore<StatusState>(() => ({ status: null, mailSeen: null }));

  const accept = (status: Status) => {
    store.setState({ status });
    if (store.getState().mailSeen !== true) void lookForMail();
  };

  const lookForMail = async () => {
    try {
      const { entries } = await engine.call('history.query', { filter: { outcome: 'accepted' }, limit: 1 });
      store.setState({ mailSeen: entries.length > 0 });
    } catch {
      // The next status asks again.
    }
  };

  engine.subscribe('status.changed', {}, accept);
  engine.onConnected(() => {
    store.setState({ mailSeen: null });
    engine.call('status.get', {}).then(accept, () => {
      // The connection went again: what is shown stays, and the banner says so.
    });
  });
  return store;
}
