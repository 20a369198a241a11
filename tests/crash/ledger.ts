import type { HistoryEntry } from '../../src/shared/contract/history.ts';
import type { QueuedMessage } from '../../src/shared/contract/queue.ts';
import { isLost, judgeHistory, judgeTakings, type SeenEntry } from './judge.ts';
import type { PlannedMessage } from './plan.ts';

/** What a run promised and saw, and what follows from it. An address stands for one recipient of one message. */
export class Ledger {
  /** Everything that was handed to the engine, promised or not. */
  readonly sent = new Map<number, PlannedMessage>();
  /** The queue id by the message's number, for what got 250. */
  readonly accepted = new Map<number, string>();
  readonly #entries = new Map<string, SeenEntry[]>();
  readonly #underWay = new Map<number, ReadonlySet<string>>();
  readonly #known = new Set<string>();
  readonly violations: string[] = [];
  readonly #lost = new Set<number>();
  lastSeq = 0;

  /** Messages that got 250 and are nowhere, or for some of their recipients. */
  get lost(): number {
    return this.#lost.size;
  }

  /** Keeps what is wrong, with the first time that it was seen. */
  complain(when: string, ...wrongs: string[]): void {
    for (const wrong of wrongs) {
      if (this.#known.has(wrong)) continue;
      this.#known.add(wrong);
      this.violations.push(`${when}: ${wrong}`);
    }
  }

  noteUnderWay(life: number, addresses: ReadonlySet<string>): void {
    this.#underWay.set(life, addresses);
  }

  /** Forgets the history, to see it whole once more. */
  rereadHistory(): void {
    this.#entries.clear();
    this.lastSeq = 0;
  }

  /** Oldest first, and each once. */
  noteHistory(entries: readonly HistoryEntry[]): void {
    for (const { seq, recipient, outcome, attempt, queueId } of entries) {
      if (seq <= this.lastSeq) this.complain('the history', `entry ${seq} came after ${this.lastSeq}`);
      this.lastSeq = seq;
      if (recipient === null || queueId === null || outcome === 'next-host' || outcome === 'observed') continue;
      const seen = this.#entries.get(recipient) ?? [];
      seen.push({ seq, outcome, attempt });
      this.#entries.set(recipient, seen);
    }
  }

  /** Every promised recipient: `queue` was read first, then the history, then `taken`. */
  checkPromises(queue: readonly QueuedMessage[], taken: ReadonlySet<string>, when: string): void {
    const queued = new Map(
      queue.flatMap(({ queueId, recipients }) =>
        recipients.map(({ address, attempts }) => [`${queueId} ${address}`, attempts] as const),
      ),
    );
    for (const [number, queueId] of this.accepted) {
      for (const address of this.sent.get(number)?.recipients ?? []) {
        const seen = {
          queuedAttempts: queued.get(`${queueId} ${address}`) ?? null,
          entries: this.#entries.get(address) ?? [],
          taken: taken.has(address),
        };
        if (isLost(seen)) {
          this.#lost.add(number);
          this.complain(when, `${queueId} for ${address} got 250 and is LOST`);
        }
        this.complain(when, ...judgeHistory(seen).map((wrong) => `the history of ${queueId} for ${address} ${wrong}`));
      }
    }
  }

  /** Sums up the duplicates of the whole run; unexplained ones are violations. */
  checkDuplicates(takings: ReadonlyMap<string, readonly number[]>): { explained: number; unexplained: number } {
    const sum = { explained: 0, unexplained: 0 };
    for (const [address, lives] of takings) {
      const { explained, unexplained } = judgeTakings(lives, (life) => this.#underWay.get(life)?.has(address) ?? false);
      sum.explained += explained;
      sum.unexplained += unexplained;
      if (unexplained > 0)
        this.complain('the end', `${address} was delivered in the lives ${lives.join(', ')}: not by a kill`);
    }
    return sum;
  }
}
