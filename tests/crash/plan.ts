import { seededRandom } from '../support/seededRandom.ts';
/** What the load is counted by until the engine is killed. */
export const momentEvents = ['folder', 'sent', 'accepted', 'step', 'taken'] as const;
/**
 * `folder`: a change in the data folder since the process was started, most of them before it accepts mail; `sent`: a final
 * dot was sent to it, and is not answered; `accepted`: it answered 250; `step`: a receiving server is about to answer a
 * command of it; `taken`: a receiving server has a message, and has not said so.
 */
export type MomentEvent = (typeof momentEvents)[number];

/** Killed at the `count`-th event of this kind, 1 or more; or after the load, where there were fewer. */
export interface KillMoment {
  on: MomentEvent;
  count: number;
}

export interface PlannedMessage {
  /** Unique in a run. */
  number: number;
  /** Each address is used once in a run, so it tells the message as well. */
  recipients: string[];
  /** Octets of the body, roughly. */
  size: number;
}

export interface RoundPlan {
  moment: KillMoment;
  messages: PlannedMessage[];
}

export const messagesPerRound = 24;
/** Above what the engine keeps in the database: these go to the spool. */
const largeSizes = [140_000, 400_000];
const domains = ['trusted.example', 'tls12.example', 'wrong-name.example', 'tempfail.example'];
const mostRecipients = 5;
/** Of so many messages one has a recipient that is never taken. */
const stayEvery = 40;

/** How far the counts go: about what one round has to offer. */
const mostEvents: Record<MomentEvent, number> = {
  folder: 12,
  sent: messagesPerRound,
  accepted: messagesPerRound,
  step: messagesPerRound * 10,
  taken: messagesPerRound * 2,
};

/** Load and kill of one round, by the seed and the round's number alone. */
export function planRound(seed: number, round: number): RoundPlan {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(round, 0x85ebca6b));
  const upTo = (most: number) => 1 + Math.floor(random() * most);
  const pick = <Item>(items: readonly [Item, ...Item[]]): Item => items[upTo(items.length) - 1] ?? items[0];
  const on = pick(momentEvents);
  const moment = { on, count: upTo(mostEvents[on]) };
  const messages = Array.from({ length: messagesPerRound }, (_, index) => {
    const number = round * messagesPerRound + index;
    const recipients = Array.from({ length: upTo(mostRecipients) }, (_, position) => {
      const domain = domains[upTo(domains.length) - 1];
      return `m${number}-${position}@${domain}`;
    });
    if (upTo(stayEvery) === 1) recipients.push(`stay-m${number}@tempfail.example`);
    const size = upTo(6) === 1 ? (largeSizes[upTo(largeSizes.length) - 1] ?? 0) : upTo(4000);
    return { number, recipients, size };
  });
  return { moment, messages };
}

/** True of a recipient that no server ever takes: it is to be in the queue at the end. */
export function staysQueued(address: string): boolean {
  return address.startsWith('stay-');
}

/** The message with its header, every line of which tells whose it is. */
export function contentOf({ number, size }: Pick<PlannedMessage, 'number' | 'size'>): string {
  const line = `message ${number} ${'.'.repeat(60)}\r\n`;
  return `Subject: ${number}\r\nX-Number: ${number}\r\n\r\n${line.repeat(Math.ceil(size / line.length))}`;
}
