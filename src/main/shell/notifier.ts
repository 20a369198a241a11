import type { NoticeKind } from '../../shared/contract/desktop.ts';
import type { Status } from '../../shared/contract/status.ts';
import { mattersOf } from './matters.ts';
import { type NoticeBook, nextDueAt, noteEvent, noteMatters, takeDue } from './noticeBook.ts';
import { type NoticeText, noticeText } from './noticeWords.ts';

export interface NotifierDeps {
  book: NoticeBook;
  /** Keeps it for the next start. */
  save(book: NoticeBook): void;
  isWanted(kind: NoticeKind): boolean;
  /** True while the window is in front: it shows all this itself. */
  isSeen(): boolean;
  show(text: NoticeText): void;
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back once after `delayMs`; the returned function cancels. */
  setTimer(callback: () => void, delayMs: number): () => void;
}

export interface Notifier {
  onStatus(status: Status): void;
  /** The engine was lost and runs again; `reason` is a sentence. */
  onRestarted(reason: string): void;
}

/** The last day of a message begins without any event: it is looked at this often. */
const lookMs = 60_000;

/** Tells the admin what became worse while nobody was looking. */
export function createNotifier(deps: NotifierDeps): Notifier {
  let { book } = deps;
  let saved = JSON.stringify(book);
  let last: Status | null = null;
  let cancel = () => {};

  const tell = () => {
    const taken = takeDue(book, deps.now());
    book = taken.book;
    for (const notice of taken.due) {
      if (deps.isWanted(notice.kind) && !deps.isSeen()) deps.show(noticeText(notice));
    }
    const text = JSON.stringify(book);
    if (text !== saved) deps.save(book);
    saved = text;
    plan();
  };

  const plan = () => {
    cancel();
    const dueAt = nextDueAt(book, deps.now());
    const waitMs = dueAt === null ? lookMs : Math.min(lookMs, Math.max(0, dueAt - deps.now()));
    cancel = deps.setTimer(look, waitMs);
  };

  const look = () => {
    if (last) book = noteMatters(book, mattersOf(last, deps.now()), deps.now());
    tell();
  };

  return {
    onStatus(status) {
      last = status;
      look();
    },
    onRestarted(reason) {
      book = noteEvent(book, 'engine-restarted', reason, deps.now());
      tell();
    },
  };
}
