import type { Notice } from '../../../shared/contract/status.ts';
import { trustedRoots } from '../delivery/tls/secureContexts.ts';
import type { HistoryLog } from '../history/log.ts';
import type { Clock, Logger } from '../runtime.ts';
import type { EngineSettings } from '../settings/engineSettings.ts';
import type { Db } from '../storage/database.ts';
import type { DataFolder } from '../storage/dataFolder.ts';
import { createExpiryMarkStore } from '../storage/expiryMarkStore.ts';
import type { Writer } from '../storage/writer.ts';
import { createExpiryWatch } from './expiryWatch.ts';
import { type LoadedIdentity, loadOrCreateIdentity } from './identity.ts';
import { createOwnIdentity, type OwnIdentity } from './ownIdentity.ts';

export interface IdentityDeps {
  folder: DataFolder;
  db: Db;
  settings: EngineSettings;
  history: HistoryLog;
  writer: Writer;
  clock: Clock;
  logger: Logger;
  /** The listeners take the new pair. */
  takeIntoUse(): Promise<void>;
  onChanged(): void;
}

/** Our own TLS identity, and all that keeps an eye on it. */
export interface OpenedIdentity {
  identity: OwnIdentity;
  notices(): Notice[];
  /** Inside a transaction: the log says that a pair that could not be used was replaced, if one was. */
  recordReplacement(): void;
  watchExpiry(): Promise<void>;
  stop(): void;
}

export async function openIdentity(deps: IdentityDeps): Promise<OpenedIdentity> {
  const { folder, settings, history, writer, clock, logger } = deps;
  const openedAt = clock.now();
  const hostname = () => settings.inForce().hostname;
  const now = () => clock.now();
  const loaded = await loadOrCreateIdentity({ dir: folder.path, hostname: hostname(), now });
  const identity = await createOwnIdentity({
    dir: folder.path,
    initial: loaded,
    hostname,
    trustedRoots: () => trustedRoots(settings.extraCaPems()),
    now,
    takeIntoUse: deps.takeIntoUse,
    onChanged: deps.onChanged,
    logger,
  });
  const store = createExpiryMarkStore(deps.db);
  const watch = createExpiryWatch({ identity, store, history, writer, clock, logger, onChanged: deps.onChanged });

  return {
    identity,
    notices: () => [...(identity.wasChanged() ? [] : replacedIdentityNotices(loaded, openedAt)), ...watch.notices()],
    recordReplacement() {
      if (loaded.origin !== 'replaced') return;
      history.append({
        at: clock.now(),
        stage: 'Engine',
        outcome: 'warning',
        detail: `The certificate of this relay could not be used and was replaced. Kept: ${loaded.setAside.join(', ')}.`,
      });
    },
    watchExpiry: watch.start,
    stop: watch.stop,
  };
}

/** Until an admin puts the right pair in place. */
function replacedIdentityNotices({ origin, setAside }: LoadedIdentity, at: number): Notice[] {
  if (origin !== 'replaced') return [];
  return [{ kind: 'identity-replaced', at: new Date(at).toISOString(), detail: setAside.join(', ') }];
}
