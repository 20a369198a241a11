import type { QueueAction, QueueOperation, QueuePreview } from '../../../shared/contract/queue.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import { counted, wholeNumber } from '../../ui/quantity.ts';

interface Done {
  count: number;
  cancelled: boolean;
  isPaused: boolean;
}

/** What was done, or how far it came. */
export function doneText(action: QueueAction, { count, cancelled, isPaused }: Done): string {
  if (count === 0 && !cancelled) return nothingText(action);
  const sentence = doneSentence(action, count, isPaused);
  return cancelled ? `Stopped. ${sentence} The others are as they were.` : sentence;
}

function doneSentence(action: QueueAction, count: number, isPaused: boolean): string {
  const messages = counted(count, 'message');
  const are = count === 1 ? 'is' : 'are';
  switch (action) {
    case 'retry':
      return isPaused
        ? `Deliveries are paused. ${messages} ${are} tried first when they go on.`
        : `${messages} ${are} tried again now.`;
    case 'hold':
      return `${messages} ${are} on hold.`;
    case 'release':
      return `${messages} ${are} released.`;
    case 'bounce':
      return `${messages} ${are} returned to the sender.`;
    case 'remove':
      return `${messages} ${are} deleted.`;
    default:
      return assertNever(action);
  }
}

/** Every message has left the queue meanwhile, or is already what was asked for. */
function nothingText(action: QueueAction): string {
  switch (action) {
    case 'hold':
      return 'Nothing to do: they are on hold already, or have left the queue.';
    case 'release':
      return 'Nothing to do: none of them is on hold.';
    case 'retry':
    case 'bounce':
    case 'remove':
      return 'Nothing to do: they are being sent just now, or have left the queue.';
    default:
      return assertNever(action);
  }
}

export function underWayText({ action, done, total }: QueueOperation): string {
  const words: Record<QueueOperation['action'], string> = {
    retry: 'Retrying',
    hold: 'Holding',
    release: 'Releasing',
    bounce: 'Returning',
    remove: 'Deleting',
    undo: 'Undoing',
  };
  return `${words[action]}: ${wholeNumber(done)} of ${counted(total, 'message')}`;
}

/** The question before what cannot be undone. `ofDomain` where only the recipients of one domain are concerned. */
export function questionOf(
  action: 'bounce' | 'remove',
  preview: QueuePreview,
  ofDomain: string | null,
): { title: string; sentences: string[]; confirm: string } {
  const messages = counted(preview.messages, 'message');
  const where = ofDomain === null ? '' : ` to ${ofDomain}`;
  const told = preview.messages - preview.withoutSender;
  const sentences = [
    `${counted(preview.recipients, 'recipient')}${ofDomain === null ? ` in ${counted(preview.domains, 'domain')}` : ''} will not get ${preview.messages === 1 ? 'it' : 'them'}.`,
    ofDomain === null
      ? null
      : `Other recipients of ${preview.messages === 1 ? 'this message' : 'these messages'} stay in the queue.`,
    action === 'remove'
      ? 'Nobody is told, neither the sender nor the recipient. The log keeps an entry.'
      : bounceNotice(told, preview.withoutSender),
    preview.delivering > 0
      ? `${counted(preview.delivering, 'recipient is', 'recipients are')} being sent to just now and left alone.`
      : null,
    'This cannot be undone.',
  ].filter((sentence) => sentence !== null);
  return action === 'bounce'
    ? { title: `Return ${messages}${where} to the sender?`, sentences, confirm: 'Bounce' }
    : { title: `Delete ${messages}${where}?`, sentences, confirm: 'Delete' };
}

function bounceNotice(told: number, withoutSender: number): string {
  const notice =
    told === 0
      ? 'Nobody is told'
      : told === 1
        ? 'The sender gets a notice with the last reason'
        : `Each sender gets a notice with the last reason, ${wholeNumber(told)} in all`;
  const rest =
    withoutSender === 0
      ? ''
      : withoutSender === 1 && told === 0
        ? ': it is an automatic notice itself, without a sender'
        : `; ${counted(withoutSender, 'automatic notice has', 'automatic notices have')} no sender to tell`;
  return `${notice}${rest}.`;
}
