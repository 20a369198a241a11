import { tlsFailureCodes } from '../../../shared/domain/failureCode.ts';
import type { Clock, Timer } from '../runtime.ts';
import type { Db } from '../storage/database.ts';
import type { Writer } from '../storage/writer.ts';

/** Of one domain, in the last 7 days, to the hour. */
export interface DomainCount {
  /** Accepted to it or from it, once a recipient. */
  mail: number;
  tlsFailures: number;
}

/**
 * The counts of all domains at once, for a list of thousands of them: kept in memory, made from the hours in the database
 * when the engine starts, and moved on with them.
 */
export interface DomainCounts {
  /** Inside a transaction: counts the entries after `after` up to and with `upTo`. */
  take(after: number, upTo: number): void;
  /** Every domain (A-labels, lower case) that had mail or failures. Do not change it. */
  lastWeek(): ReadonlyMap<string, DomainCount>;
  /** Rises whenever entries were counted. */
  version(): number;
  /** Reads the hours one by one, so that the first question finds them read. */
  start(): void;
  stop(): void;
  /** Inside a transaction: forgets the oldest hour, if it is before `before` (epoch ms). Returns whether it did. */
  forgetHourBefore(before: number): boolean;
}

interface HourRow {
  hour: number;
  domain: string;
  mail: number;
  tlsFailures: number;
}

const hourMs = 3_600_000;
const windowHours = 7 * 24;
const pauseMs = 5;

/** The other side's domain: a rule for it is about this mail too where it comes in. */
const partner = `CASE WHEN outcome = 'accepted' AND direction = 'inbound' AND instr(sender, '@') > 0
  THEN lower(substr(sender, instr(sender, '@') + 1)) ELSE domain END`;
/** An attempt, or a client's: not the entry that sums up the last of them. */
const tlsFailing = `outcome IN ('deferred', 'failed', 'refused') AND code IN (SELECT value FROM json_each(@tlsCodes))`;

export function createDomainCounts(db: Db, writer: Writer, clock: Clock, onCounted = () => {}): DomainCounts {
  const group = db.prepare<{ after: number; upTo: number; tlsCodes: string }, HourRow>(`
    SELECT at / ${hourMs} AS hour, ${partner} AS domain, sum(outcome = 'accepted') AS mail,
      coalesce(sum(${tlsFailing}), 0) AS tlsFailures
    FROM history
    WHERE seq > @after AND seq <= @upTo AND (outcome = 'accepted' OR ${tlsFailing}) AND ${partner} IS NOT NULL
    GROUP BY 1, 2`);
  const upsert = db.prepare(`
    INSERT INTO history_hour (hour, domain, mail, tls_failures) VALUES (@hour, @domain, @mail, @tlsFailures)
    ON CONFLICT DO UPDATE SET mail = mail + excluded.mail, tls_failures = tls_failures + excluded.tls_failures`);
  const ofHour = db.prepare<[number], HourRow>(
    'SELECT hour, domain, mail, tls_failures AS tlsFailures FROM history_hour WHERE hour = ?',
  );
  const lastHour = db.prepare<[], number | null>('SELECT max(hour) FROM history_hour').pluck();
  const forget = db.prepare(
    'DELETE FROM history_hour WHERE hour = (SELECT min(hour) FROM history_hour) AND hour < @hour',
  );
  const tlsCodes = JSON.stringify(tlsFailureCodes);

  const counts = new Map<string, DomainCount>();
  /** Hours from here on are in `counts`. */
  let firstHour: number | null = null;
  let version = 0;
  let timer: Timer | null = null;
  let stopped = false;

  const wantedHour = () => Math.floor(clock.now() / hourMs) - windowHours + 1;
  const add = ({ domain, mail, tlsFailures }: HourRow, sign: 1 | -1) => {
    const count = counts.get(domain) ?? { mail: 0, tlsFailures: 0 };
    count.mail += sign * mail;
    count.tlsFailures += sign * tlsFailures;
    if (count.mail === 0 && count.tlsFailures === 0) counts.delete(domain);
    else counts.set(domain, count);
  };
  /** Reads one hour more, or drops one that is too old. False where none is. */
  const moveOn = (): boolean => {
    firstHour ??= (lastHour.get() ?? wantedHour()) + 1;
    if (firstHour < wantedHour()) {
      for (const row of ofHour.all(firstHour)) add(row, -1);
      firstHour += 1;
      return true;
    }
    if (firstHour > wantedHour()) {
      firstHour -= 1;
      for (const row of ofHour.all(firstHour)) add(row, 1);
      return true;
    }
    return false;
  };

  const warmUp = () => {
    if (!stopped && moveOn()) timer = clock.setTimer(warmUp, pauseMs);
  };

  return {
    take(after, upTo) {
      const rows = group.all({ after, upTo, tlsCodes });
      if (rows.length === 0) return;
      for (const row of rows) upsert.run(row);
      writer.afterCommit(() => {
        for (const row of rows) if (firstHour !== null && row.hour >= firstHour) add(row, 1);
        version += 1;
        onCounted();
      });
    },
    lastWeek() {
      while (moveOn());
      return counts;
    },
    version: () => version,
    start() {
      timer = clock.setTimer(warmUp, pauseMs);
    },
    stop() {
      stopped = true;
      timer?.cancel();
    },
    forgetHourBefore(before) {
      // What is in the window must be there to be taken off it again.
      const hour = Math.min(Math.floor(before / hourMs), firstHour ?? wantedHour());
      return forget.run({ hour }).changes > 0;
    },
  };
}
