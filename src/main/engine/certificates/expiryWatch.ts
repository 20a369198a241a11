import { X509Certificate } from 'node:crypto';
import type { Notice } from '../../../shared/contract/status.ts';
import type { HistoryLog } from '../history/log.ts';
import type { Clock, Logger, Timer } from '../runtime.ts';
import type { ExpiryMarkStore } from '../storage/expiryMarkStore.ts';
import type { Writer } from '../storage/writer.ts';
import { describePem } from './describePem.ts';
import type { OwnIdentity } from './ownIdentity.ts';
import { originOf } from './selfSigned.ts';

/** Looks after our certificate's end: renews what was made here, warns of what an admin has to see to. */
export interface ExpiryWatch {
  /** Empty, or the one notice that the end is near. */
  notices(): Notice[];
  /** Looks at once, then every hour. */
  start(): Promise<void>;
  stop(): void;
}

export interface ExpiryWatchDeps {
  identity: Pick<OwnIdentity, 'current' | 'renewIfDue'>;
  store: ExpiryMarkStore;
  history: HistoryLog;
  writer: Writer;
  clock: Clock;
  logger: Logger;
  onChanged(): void;
}

/** Days before the end at which a log entry says so, the last one first. */
const marks = [3, 14, 30] as const;
export type ExpiryMark = (typeof marks)[number];

const dayMs = 24 * 60 * 60 * 1000;
const roundMs = 60 * 60 * 1000;

/** The nearest mark that is reached `leftMs` before the end, and after it; null where there is time. */
export function markReached(leftMs: number): ExpiryMark | null {
  return marks.find((days) => leftMs <= days * dayMs) ?? null;
}

export function createExpiryWatch(deps: ExpiryWatchDeps): ExpiryWatch {
  const { identity, store, clock } = deps;
  let renewalFailed = false;
  let stopped = false;
  let timer: Timer | null = null;

  const concern = () => {
    const { cert } = identity.current();
    // What we renew ourselves is nobody's concern, unless we cannot.
    if (originOf(cert) !== 'imported' && !renewalFailed) return null;
    const end = Date.parse(new X509Certificate(cert).validTo);
    const mark = markReached(end - clock.now());
    return mark === null ? null : { end, mark };
  };

  const renew = async () => {
    try {
      await identity.renewIfDue();
      renewalFailed = false;
    } catch (error) {
      renewalFailed = true;
      deps.logger.error({ error }, 'Our own certificate could not be renewed. It is tried again.');
    }
  };

  const warn = async () => {
    const found = concern();
    if (!found) return;
    const certificate = describePem(identity.current().cert);
    const last = store.get();
    if (last?.sha256 === certificate.sha256 && last.mark <= found.mark) return;
    await deps.writer.write(() => {
      store.save({ sha256: certificate.sha256, mark: found.mark });
      deps.history.append({
        at: clock.now(),
        stage: 'Engine',
        outcome: 'warning',
        certificate,
        detail: sentence(found.end, clock.now()),
      });
    });
    deps.onChanged();
  };

  const round = async () => {
    await renew();
    await warn().catch((error: unknown) => deps.logger.error({ error }, 'A warning could not be recorded.'));
    if (!stopped) timer = clock.setTimer(() => void round(), roundMs);
  };

  return {
    notices() {
      const found = concern();
      if (!found) return [];
      const at = new Date(found.end - found.mark * dayMs).toISOString();
      return [{ kind: 'own-certificate-expiring', at, detail: dayOf(found.end) }];
    },
    start: round,
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}

function sentence(end: number, now: number): string {
  const days = Math.floor((end - now) / dayMs);
  if (end <= now) return `The certificate of this relay has ended, on ${dayOf(end)}.`;
  if (days === 0) return `The certificate of this relay ends within a day, on ${dayOf(end)}.`;
  return `The certificate of this relay ends in ${days} ${days === 1 ? 'day' : 'days'}, on ${dayOf(end)}.`;
}

function dayOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}
