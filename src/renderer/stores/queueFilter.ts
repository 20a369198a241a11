import type { QueueFilter } from '../../shared/contract/queue.ts';
import type { MessageDirection } from '../../shared/domain/direction.ts';
import { type FailureCode, failureCodes } from '../../shared/domain/failureCode.ts';

export const queueFields = ['anything', 'domain', 'sender', 'recipient'] as const;
export type QueueField = (typeof queueFields)[number];

/** What a person picks from to find messages in the queue. */
export interface QueueChoice {
  text: string;
  /** Where the text is looked for. */
  field: QueueField;
  reason: FailureCode | 'tls' | null;
  held: boolean | null;
  direction: MessageDirection | null;
}

export const everyMessage: QueueChoice = { text: '', field: 'anything', reason: null, held: null, direction: null };

/** A reason as a link or a list of choices says it; null for any. */
export function readReason(text: string): QueueChoice['reason'] {
  return text === 'tls' ? 'tls' : (failureCodes.find((code) => code === text) ?? null);
}

export function isChosen(choice: QueueChoice): boolean {
  return choice.text.trim() !== '' || choice.reason !== null || choice.held !== null || choice.direction !== null;
}

export function toQueueFilter({ text, field, reason, held, direction }: QueueChoice): QueueFilter {
  const words = text.trim();
  return {
    ...(words === '' ? {} : { [field === 'anything' ? 'text' : field]: words }),
    ...(reason === null ? {} : reason === 'tls' ? { onlyTlsFailures: true } : { code: reason }),
    ...(held === null ? {} : { held }),
    ...(direction === null ? {} : { direction }),
  };
}
