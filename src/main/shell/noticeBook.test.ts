import { beforeEach, expect, it } from 'vitest';
import type { NoticeKind } from '../../shared/contract/desktop.ts';
import {
  emptyBook,
  type Matters,
  type NoticeBook,
  nextDueAt,
  noteEvent,
  noteMatters,
  noticeBookSchema,
  sameCauseMs,
  sameKindMs,
  takeDue,
} from './noticeBook.ts';

let book: NoticeBook;
let now: number;
beforeEach(() => {
  book = emptyBook;
  now = Date.UTC(2026, 0, 1);
});

const see = (matters: Matters) => {
  book = noteMatters(book, matters, now);
  return told();
};
const happen = (kind: NoticeKind, subject: string) => {
  book = noteEvent(book, kind, subject, now);
  return told();
};
const told = () => {
  const taken = takeDue(book, now);
  book = taken.book;
  return taken.due.map(({ kind, subjects }) => `${kind}: ${subjects.join(' ')}`);
};
const failing = (...domains: string[]) => ({ 'tls-failure': domains });

it('tells what is new, once, for as long as it lasts', () => {
  expect(see(failing('a'))).toEqual(['tls-failure: a']);
  now += 3 * sameCauseMs;
  expect(see(failing('a'))).toEqual([]);
});

it('tells the same cause again only after an hour', () => {
  see(failing('a'));
  see(failing());
  now += sameCauseMs - 1;
  expect(see(failing('a'))).toEqual([]);
  see(failing());
  now += 1;
  expect(see(failing('a'))).toEqual(['tls-failure: a']);
});

it('gathers what comes soon after, and speaks once for all of it', () => {
  see(failing('a'));
  expect(see(failing('a', 'b'))).toEqual([]);
  expect(see(failing('a', 'b', 'c'))).toEqual([]);
  expect(nextDueAt(book, now)).toBe(now + sameKindMs);
  now += sameKindMs;
  expect(told()).toEqual(['tls-failure: b c']);
  expect(nextDueAt(book, now)).toBeNull();
});

it('says nothing of what has passed before its turn came', () => {
  see(failing('a'));
  see(failing('a', 'b'));
  see(failing('a'));
  now += sameKindMs;
  expect(told()).toEqual([]);
});

it('lets one kind not wait for another', () => {
  see(failing('a'));
  expect(see({ ...failing('a'), 'last-day': ['a'] })).toEqual(['last-day: a']);
});

it('never says more than twelve times an hour that TLS fails, whatever fails', () => {
  let count = 0;
  const domains: string[] = [];
  for (let minute = 0; minute < 60; minute += 1) {
    domains.push(`d${minute}`);
    count += see(failing(...domains)).length;
    now += 60_000;
  }
  expect(count).toBe(12);
});

it('tells of an event once an hour', () => {
  expect(happen('engine-restarted', 'killed')).toEqual(['engine-restarted: killed']);
  now += sameCauseMs / 2;
  expect(happen('engine-restarted', 'crashed')).toEqual([]);
  now += sameCauseMs / 2;
  expect(happen('engine-restarted', 'crashed')).toEqual(['engine-restarted: crashed']);
});

it('does not tell it all again after the app was started anew', () => {
  see(failing('a'));
  book = noticeBookSchema.parse(JSON.parse(JSON.stringify(book)));
  now += 10 * sameCauseMs;
  expect(see(failing('a', 'b'))).toEqual(['tls-failure: b']);
});

it('is not silenced by a clock that was set back', () => {
  see(failing('a'));
  see(failing());
  now -= 24 * sameCauseMs;
  expect(see(failing('a'))).toEqual(['tls-failure: a']);
});
