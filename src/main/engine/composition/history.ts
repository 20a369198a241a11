import { type ChangeSignal, createChangeSignal } from '../api/changeSignal.ts';
import { createBelievedTimeStore } from '../history/believedTime.ts';
import { createCertificateUse } from '../history/certificateUse.ts';
import { createDomainCounts, type DomainCounts } from '../history/domainCounts.ts';
import { createFollower } from '../history/follower.ts';
import { createHistoryLog, type HistoryLog } from '../history/log.ts';
import { createHistoryQuery, type HistoryQuery } from '../history/query.ts';
import { keepRetention } from '../history/retention.ts';
import { createTally, type Tally } from '../history/tally.ts';
import { createTextIndex } from '../history/textIndex.ts';
import { createCertificateStore } from '../storage/certificateStore.ts';
import type { Core } from './core.ts';

/** The log, what is derived from it, and what keeps it within its limits. */
export interface HistoryParts {
  log: HistoryLog;
  query: HistoryQuery;
  tally: Tally;
  domainCounts: DomainCounts;
  /** Raised when the mail of a domain was counted. */
  trafficChanges: ChangeSignal;
  /** Begins to derive and to delete what is too old. The log can be written without it. */
  start(): void;
  stop(): void;
}

export function composeHistory({ db, writer, settings, clock, logger, stopwatchMs }: Core): HistoryParts {
  const certificates = createCertificateStore(db);
  const log = createHistoryLog(db, writer, certificates);
  const trafficChanges = createChangeSignal(clock);
  const domainCounts = createDomainCounts(db, writer, clock, trafficChanges.raise);
  const tally = createTally(db, domainCounts);
  const textIndex = createTextIndex(db, stopwatchMs);
  const certificateUse = createCertificateUse(db, certificates);
  const follower = createFollower({ db, log, writer, clock, logger, stopwatchMs }, [tally, textIndex, certificateUse]);
  const believed = createBelievedTimeStore(db, log.latestAt() ?? clock.now());
  let stopRetention = () => {};

  return {
    log,
    query: createHistoryQuery({ db, certificates, index: textIndex, stopwatchMs }),
    tally,
    domainCounts,
    trafficChanges,
    start() {
      follower.start();
      domainCounts.start();
      stopRetention = keepRetention({
        log,
        followers: { text: textIndex, certificates: certificateUse, tally },
        believed,
        writer,
        clock,
        logger,
        stopwatchMs,
        limits() {
          const { retentionDays, maxMegabytes } = settings.inForce().history;
          return { retentionDays, maxBytes: maxMegabytes * 1_000_000 };
        },
      });
    },
    stop() {
      stopRetention();
      follower.stop();
      domainCounts.stop();
    },
  };
}
