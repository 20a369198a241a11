import type { Route } from '../../../shared/contract/route.ts';
import type { Notice } from '../../../shared/contract/status.ts';
import type { OwnIdentity } from '../certificates/ownIdentity.ts';
import type { Reachability } from '../concerns/reachability.ts';
import type { RestartEngine } from '../engine.types.ts';
import type { DomainCounts } from '../history/domainCounts.ts';
import type { HistoryLog } from '../history/log.ts';
import type { HistoryQuery } from '../history/query.ts';
import type { SavedFilterStore } from '../history/savedFilters.ts';
import type { Tally } from '../history/tally.ts';
import type { AuthThrottle } from '../intake/auth/throttle.ts';
import type { Intake } from '../intake/types.ts';
import type { Notifier } from '../notify/notifier.ts';
import type { RuleBook } from '../policy/ruleBook.ts';
import type { RouteStore, RuleStore } from '../policy/store.ts';
import type { Prober } from '../probe/prober.ts';
import type { RuleProber } from '../probe/ruleProber.ts';
import type { QueueAdmin } from '../queue/admin.ts';
import type { QueueDepth } from '../queue/depth.ts';
import type { QueueOperations } from '../queue/operations.ts';
import type { Spool } from '../queue/spool.ts';
import type { QueueStore } from '../queue/store.ts';
import type { Clock } from '../runtime.ts';
import type { DeliveryPause } from '../scheduler/pause.ts';
import type { EngineSettings } from '../settings/engineSettings.ts';
import type { BackupSummary } from '../storage/backup.ts';
import type { Writer } from '../storage/writer.ts';
import type { UserStore } from '../users/store.ts';

/** What the handlers may use of the engine. No SQL stands in `api`. */
export interface ApiContext {
  version: string;
  dataDir: string;
  demo: boolean;
  sqliteVersion: string;
  startedAt: number;
  clock: Clock;
  writer: Writer;
  settings: EngineSettings;
  rules: { book: RuleBook; store: RuleStore; prober: RuleProber; changed(): void };
  prober: Prober;
  routes: { list(): readonly Route[]; store: RouteStore; reload(): void };
  queue: { store: QueueStore; admin: QueueAdmin; spool: Spool; operations: QueueOperations; depth: QueueDepth };
  reachability: Reachability;
  /** Bytes free for the data folder; null where the system does not say. */
  freeSpace(): number | null;
  history: { log: HistoryLog; query: HistoryQuery; tally: Tally; domainCounts: DomainCounts };
  filters: SavedFilterStore;
  notifier: Notifier;
  pause: DeliveryPause;
  users: { store: UserStore; throttle: AuthThrottle };
  /** Writes a backup of everything to a file that does not exist yet. */
  backup(file: string): Promise<BackupSummary>;
  restart: RestartEngine | null;
  intake: Intake;
  /** What the admin should know now, beside what the status finds out for itself. */
  notices(): readonly Notice[];
  /** Mail that waited for the smart host's password is due now. */
  retryWithPassword(): void;
  identity: OwnIdentity;
  newId(): string;
  /** Mail may be due now. */
  wakeScheduler(): void;
  /** What the DNS has said to deliveries so far is used no more. */
  askDnsAnew(): void;
  /** The queue is not what it was: subscribers are told. */
  queueChanged(): void;
  /** Deletes a spool file after the commit. */
  forgetBody(file: string): void;
}
