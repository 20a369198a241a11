import { messageDirections } from '../../../shared/domain/direction.ts';
import { recipientStatuses } from '../../../shared/domain/historyWords.ts';
import type { Db } from '../storage/database.ts';
import { messageRowSchema, recipientRowSchema } from './rows.ts';

/** What a date can be, in epoch milliseconds. */
const lastTime = 8.64e15;

/** Whether every row of the queue can be read: one that cannot would hold up the others. Counted by SQLite, for speed. */
export function isQueueReadable(db: Db): boolean {
  const directions = JSON.stringify(messageDirections);
  const badMessages = db
    .prepare<[string, number], number>(
      `SELECT count(*) FROM message
       WHERE direction NOT IN (SELECT value FROM json_each(?)) OR received_at NOT BETWEEN 0 AND ?`,
    )
    .pluck()
    .get(directions, lastTime);
  const badRecipients = db
    .prepare<[string, string, number, number, number], number>(
      `SELECT count(*) FROM recipient
       WHERE direction NOT IN (SELECT value FROM json_each(?)) OR status NOT IN (SELECT value FROM json_each(?))
         OR expires_at NOT BETWEEN 0 AND ? OR coalesce(next_attempt_at, 0) NOT BETWEEN 0 AND ?
         OR coalesce(last_attempt_at, 0) NOT BETWEEN 0 AND ?`,
    )
    .pluck()
    .get(directions, JSON.stringify(recipientStatuses), lastTime, lastTime, lastTime);
  return badMessages === 0 && badRecipients === 0;
}

export function isMessageRow(raw: unknown): boolean {
  const row = messageRowSchema.safeParse(raw).data;
  return row !== undefined && isTime(row.received_at) && isAddress(row.sender, true);
}

export function isRecipientRow(raw: unknown): boolean {
  const row = recipientRowSchema.safeParse(raw).data;
  if (row === undefined || !isAddress(row.address, false)) return false;
  return [row.expires_at, row.next_attempt_at ?? 0, row.last_attempt_at ?? 0].every(isTime);
}

function isTime(epochMs: number): boolean {
  return epochMs >= 0 && epochMs <= lastTime;
}

/** Not whether it exists: whether it could ever have been accepted. */
function isAddress(address: string, mayBeEmpty: boolean): boolean {
  return (mayBeEmpty && address === '') || /^[^\p{Cc}\uFFFD]+@[^\p{Cc}\s@\uFFFD]+$/u.test(address);
}
