import type { NoticeKind } from '../../shared/contract/desktop.ts';
import { readJsonFile, writeJsonFile } from './jsonFile.ts';
import { emptyBook, noticeBookSchema } from './noticeBook.ts';
import type { NoticeText } from './noticeWords.ts';
import { notify } from './notifications.ts';
import { createNotifier, type Notifier } from './notifier.ts';
import { setTimer } from './setTimer.ts';

export interface OpenNotifierOptions {
  /** Where is kept what was told. */
  file: string;
  isWanted(kind: NoticeKind): boolean;
  isSeen(): boolean;
  onClick(text: NoticeText): void;
  log(line: string): void;
}

/** The notifier on this machine's clock, file and notifications. */
export function openNotifier({ file, isWanted, isSeen, onClick, log }: OpenNotifierOptions): Notifier {
  return createNotifier({
    book: readJsonFile(file, noticeBookSchema, emptyBook),
    save(book) {
      try {
        writeJsonFile(file, book);
      } catch (error) {
        log(`What was told could not be kept: ${String(error)}`);
      }
    },
    isWanted,
    isSeen,
    show: (text) => notify(text, () => onClick(text)),
    now: () => Date.now(),
    setTimer,
  });
}
