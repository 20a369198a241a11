import type { HistoryOutcome } from '../../src/shared/domain/historyWords.ts';

/** What the judge needs of a history entry. */
export interface SeenEntry {
  seq: number;
  outcome: HistoryOutcome;
  attempt: number | null;
}

/** One recipient of a message that got 250. Read in this order: queue, history, receiving servers. */
export interface SeenRecipient {
  /** Failed attempts that the queue counts; null where the recipient is not in the queue. */
  queuedAttempts: number | null;
  /** Its history, oldest first. */
  entries: readonly SeenEntry[];
  /** True where a receiving server took it at least once. */
  taken: boolean;
}

const ends: readonly HistoryOutcome[] = ['delivered', 'failed', 'expired', 'removed'];

/** True where a recipient that was promised is nowhere: the one thing that must never be. */
export function isLost({ queuedAttempts, taken }: SeenRecipient): boolean {
  return queuedAttempts === null && !taken;
}

/** What is wrong with a recipient's history, each in words; empty where it is complete and in order. */
export function judgeHistory({ queuedAttempts, entries, taken }: SeenRecipient): string[] {
  const wrong: string[] = [];
  const count = (outcome: HistoryOutcome) => entries.filter((entry) => entry.outcome === outcome).length;
  if (entries[0]?.outcome !== 'accepted') wrong.push(`begins with ${entries[0]?.outcome ?? 'nothing'}`);
  if (count('accepted') > 1) wrong.push(`was accepted ${count('accepted')} times`);
  if (entries.some(({ seq }, index) => seq <= (entries[index - 1]?.seq ?? 0))) wrong.push('has numbers out of order');
  const end = entries.findIndex(({ outcome }) => ends.includes(outcome));
  if (end >= 0 && end !== entries.length - 1) wrong.push(`goes on after ${entries[end]?.outcome}`);
  const attempts = entries.filter(({ attempt }) => attempt !== null).map(({ attempt }) => attempt);
  if (attempts.some((attempt, index) => attempt !== index + 1))
    wrong.push(`counts its attempts ${attempts.join(', ')}`);
  if (count('delivered') > 0 && !taken) wrong.push('says delivered, and no server took it');
  if (queuedAttempts === null && end < 0) wrong.push('has no end, and the queue has it no more');
  if (queuedAttempts !== null && queuedAttempts > count('deferred')) {
    wrong.push(`has ${count('deferred')} failed attempts where the queue counts ${queuedAttempts}`);
  }
  return wrong;
}

/** The lives of the engine are numbered: each lasts from a start to a kill or a stop. */
export interface Duplicates {
  /** Takings beyond the first, each before the last in a life that was killed while that delivery was under way. */
  explained: number;
  unexplained: number;
}

/**
 * @param takenInLives for one recipient, the life of each time that a server took it, rising
 * @param wasUnderWay whether that life was killed and left this recipient's delivery under way
 */
export function judgeTakings(takenInLives: readonly number[], wasUnderWay: (life: number) => boolean): Duplicates {
  const again = takenInLives.slice(1);
  const explained = again.filter((life, index) => {
    const before = takenInLives[index];
    return before !== undefined && before !== life && wasUnderWay(before);
  }).length;
  return { explained, unexplained: again.length - explained };
}
