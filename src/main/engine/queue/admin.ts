import type { QueueSelection } from '../../../shared/contract/queue.ts';
import type { Db } from '../storage/database.ts';
import { createQueueListing, type QueueListing } from './listing.ts';
import { createQueueOverview, type QueueOverview } from './overview.ts';
import type { RecipientRow } from './rows.ts';

/** What the admin sees of the queue and does to it. Changes run inside a transaction of the `Writer`. */
export interface QueueAdmin extends QueueListing, QueueOverview {
  /** The rowids of the messages of a selection, in the order of receipt. */
  rowidsOf(selection: QueueSelection): number[];
  /** Due at once; what was unreadable is tried again too. Returns how many recipients. */
  makeDue(recipients: readonly RecipientRow[], now: number): number;
  /** Puts back the time that a retry took away, where the recipient has not been tried since. */
  planAgain(recipient: PlannedTry): boolean;
  /** Deferred mail to what these patterns cover is due at once: their rules are not what they were. */
  makePatternsDue(patterns: Iterable<string>, now: number): number;
  /** Messages that wait, by domain. */
  waitingByDomain(): Map<string, number>;
  setMessageHeld(rowid: number, held: boolean): void;
}

/** A recipient's next try as it was before it was made due at `dueAt` (epoch ms). */
export interface PlannedTry {
  recipientId: number;
  attempts: number;
  nextAttemptAt: number;
  dueAt: number;
}

export function createQueueAdmin(db: Db): QueueAdmin {
  const listing = createQueueListing(db);
  const rowidsByIds = db
    .prepare<[string], number>('SELECT id FROM message WHERE queue_id IN (SELECT value FROM json_each(?)) ORDER BY id')
    .pluck();
  const rowidsByDomain = db
    .prepare<[string], number>('SELECT DISTINCT message_rowid FROM recipient WHERE domain = ? ORDER BY message_rowid')
    .pluck();
  const planAgain = db.prepare(`
    UPDATE recipient SET next_attempt_at = @nextAttemptAt
    WHERE id = @recipientId AND status IN ('queued', 'deferred') AND attempts = @attempts AND next_attempt_at = @dueAt`);
  const holdRecipients = db.prepare('UPDATE recipient SET held = ? WHERE message_rowid = ?');
  const holdMessage = db.prepare('UPDATE message SET held = ? WHERE id = ?');
  const due = db.prepare(`
    UPDATE recipient SET next_attempt_at = ?, status = CASE status WHEN 'unreadable' THEN 'deferred' ELSE status END
    WHERE id = ? AND status <> 'delivering'`);
  const dueExact = db.prepare("UPDATE recipient SET next_attempt_at = ? WHERE domain = ? AND status = 'deferred'");
  const deferredDomains = db
    .prepare<[], string>("SELECT DISTINCT domain FROM recipient WHERE status = 'deferred'")
    .pluck();
  const waitingByDomain = db.prepare<[], { domain: string; messages: number }>(`
    SELECT domain, count(DISTINCT message_rowid) AS messages FROM recipient INDEXED BY recipient_waiting GROUP BY domain`);
  const rowidsOf = (selection: QueueSelection): number[] => {
    if ('queueIds' in selection) return rowidsByIds.all(JSON.stringify(selection.queueIds));
    if ('domain' in selection) return rowidsByDomain.all(selection.domain);
    return listing.matching(selection.filter);
  };

  return {
    ...listing,
    ...createQueueOverview(db),
    rowidsOf,
    planAgain: (planned) => planAgain.run(planned).changes > 0,
    makeDue: (recipients, now) => recipients.reduce((count, { id }) => count + due.run(now, id).changes, 0),
    makePatternsDue(patterns, now) {
      const names = new Set<string>();
      const parents = new Set<string>();
      for (const pattern of patterns) {
        if (pattern.startsWith('*.')) parents.add(pattern.slice(2));
        else names.add(pattern);
      }
      // The names are read once, however many wildcards there are.
      if (parents.size > 0) {
        for (const domain of deferredDomains.all()) if (isBelowAny(domain, parents)) names.add(domain);
      }
      let count = 0;
      for (const name of names) count += dueExact.run(now, name).changes;
      return count;
    },
    waitingByDomain: () => new Map(waitingByDomain.all().map(({ domain, messages }) => [domain, messages])),
    setMessageHeld(rowid, held) {
      holdRecipients.run(Number(held), rowid);
      holdMessage.run(Number(held), rowid);
    },
  };
}

function isBelowAny(domain: string, parents: ReadonlySet<string>): boolean {
  for (let dot = domain.indexOf('.'); dot !== -1; dot = domain.indexOf('.', dot + 1)) {
    if (parents.has(domain.slice(dot + 1))) return true;
  }
  return false;
}
