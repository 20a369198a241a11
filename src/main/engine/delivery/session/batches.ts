import type { DeliveryFailure } from '../types.ts';
import type { Conversation } from './conversation.ts';
import { type FailedAnswer, type Message, type RecipientAnswer, sendMessage } from './transaction.ts';

export type FinalAnswer = Exclude<RecipientAnswer, { kind: 'again' }>;

export interface BatchResult {
  /** One for each recipient, in order. */
  answers: FinalAnswer[];
  /** Nothing of the message has left us: the connection was dead, or the peer took its leave at once. */
  lostBeforeBody: boolean;
  transactions: number;
}

/** RFC 5321 §4.5.3.1.8: every server takes a hundred. */
const maxRecipientsPerTransaction = 100;

/** Sends a message to any number of recipients over one connection, in as many transactions as the peer needs. */
export async function sendInBatches(conversation: Conversation, message: Message): Promise<BatchResult> {
  const answers = new Map<number, FinalAnswer>();
  let waiting = [...message.recipients.keys()];
  let transactions = 0;
  let lostBeforeBody = false;
  while (waiting.length > 0 && !conversation.failure) {
    const batch = waiting.slice(0, maxRecipientsPerTransaction);
    const recipients = batch.map((index) => message.recipients[index] ?? '');
    const result = await sendMessage(conversation, { ...message, recipients });
    transactions += 1;
    lostBeforeBody = transactions === 1 && result.lostBeforeBody;
    // Ends: the peer took somebody before it asked for fewer at a time.
    const again = batch.filter((index, place) => {
      const answer = result.answers[place];
      if (answer && answer.kind !== 'again') answers.set(index, answer);
      return answer?.kind === 'again';
    });
    waiting = [...again, ...waiting.slice(batch.length)];
  }
  return {
    answers: [...message.recipients.keys()].map((index) => answers.get(index) ?? unasked(conversation.failure)),
    lostBeforeBody,
    transactions,
  };
}

/** For those whose turn never came. */
function unasked(failure: DeliveryFailure | null): FailedAnswer {
  if (!failure) throw new Error('A recipient was left out although the connection is well.');
  return { kind: 'failed', failure, elsewhere: true, own: false };
}
