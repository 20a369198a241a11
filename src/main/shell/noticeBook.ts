import { z } from 'zod';
import { type NoticeKind, noticeKinds } from '../../shared/contract/desktop.ts';

/** What is the matter now, by kind: the domains, days or files it is about. */
export type Matters = Partial<Record<NoticeKind, readonly string[]>>;

export interface Notice {
  kind: NoticeKind;
  subjects: readonly string[];
}

const subjectsSchema = z.partialRecord(z.enum(noticeKinds), z.array(z.string()));
const timesSchema = z.record(z.string(), z.number());

/** What was told and what waits to be told. Kept over a restart of the app, so that nothing is told twice by it. */
export const noticeBookSchema = z.object({
  /** What was the matter at the last look. */
  known: subjectsSchema.default({}),
  waiting: subjectsSchema.default({}),
  /** By `kind subject`, and by `kind` alone: epoch milliseconds. */
  toldAt: timesSchema.default({}),
});
export type NoticeBook = z.infer<typeof noticeBookSchema>;

export const emptyBook: NoticeBook = noticeBookSchema.parse({});

/** The same thing about the same domain is told once in this time, however often it comes and goes. */
export const sameCauseMs = 3_600_000;
/** After a notification the next of its kind waits so long and then speaks for all that came meanwhile. */
export const sameKindMs = 5 * 60_000;

/** Takes in what is the matter now. Only what was not so before is told; what has passed before it was told is not. */
export function noteMatters(book: NoticeBook, matters: Matters, now: number): NoticeBook {
  const known = { ...book.known };
  const waiting = { ...book.waiting };
  for (const [kind, current] of entriesOf(matters)) {
    const before = new Set(known[kind] ?? []);
    const fresh = current.filter(
      (subject) => !before.has(subject) && !wasTold(book, `${kind} ${subject}`, now, sameCauseMs),
    );
    const still = (waiting[kind] ?? []).filter((subject) => current.includes(subject));
    known[kind] = [...current];
    waiting[kind] = [...new Set([...still, ...fresh])];
  }
  return { ...book, known, waiting };
}

/** Takes in something that has happened, and is over: a cause of its own, whatever there is to say of it. */
export function noteEvent(book: NoticeBook, kind: NoticeKind, subject: string, now: number): NoticeBook {
  if (wasTold(book, kind, now, sameCauseMs)) return book;
  return { ...book, waiting: { ...book.waiting, [kind]: [subject] } };
}

/** What is to be told now, and the book after it was. */
export function takeDue(book: NoticeBook, now: number): { due: Notice[]; book: NoticeBook } {
  const due: Notice[] = [];
  const waiting = { ...book.waiting };
  const toldAt = recent(book.toldAt, now);
  for (const [kind, subjects] of entriesOf(book.waiting)) {
    if (subjects.length === 0 || wasTold(book, kind, now, sameKindMs)) continue;
    due.push({ kind, subjects });
    waiting[kind] = [];
    toldAt[kind] = now;
    for (const subject of subjects) toldAt[`${kind} ${subject}`] = now;
  }
  return { due, book: { ...book, waiting, toldAt } };
}

/** When `takeDue` has something next; null where nothing waits. Epoch milliseconds. */
export function nextDueAt(book: NoticeBook, now: number): number | null {
  const times = entriesOf(book.waiting)
    .filter(([, subjects]) => subjects.length > 0)
    .map(([kind]) => (wasTold(book, kind, now, sameKindMs) ? (book.toldAt[kind] ?? now) + sameKindMs : now));
  return times.length === 0 ? null : Math.min(...times);
}

/** A time that is still to come was written by a clock that was wrong: it counts for nothing. */
function wasTold({ toldAt }: NoticeBook, key: string, now: number, withinMs: number): boolean {
  const at = toldAt[key];
  return at !== undefined && at <= now && now - at < withinMs;
}

function recent(toldAt: NoticeBook['toldAt'], now: number): NoticeBook['toldAt'] {
  return Object.fromEntries(Object.entries(toldAt).filter(([, at]) => at <= now && now - at < sameCauseMs));
}

function entriesOf(matters: Matters): [NoticeKind, readonly string[]][] {
  return noticeKinds.flatMap((kind): [NoticeKind, readonly string[]][] => {
    const subjects = matters[kind];
    return subjects === undefined ? [] : [[kind, subjects]];
  });
}
