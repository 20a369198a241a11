import { beforeEach, expect, it } from 'vitest';
import { createFakeClock, type FakeClock } from '../../../tests/support/fakeClock.ts';
import type { NoticeKind } from '../../shared/contract/desktop.ts';
import { emptyBook, type NoticeBook } from './noticeBook.ts';
import { createNotifier, type Notifier } from './notifier.ts';
import { attentionFor, statusWith } from './status.fixture.ts';

const start = Date.parse('2026-01-01T00:00:00.000Z');
const hourMs = 3_600_000;

let clock: FakeClock;
let shown: string[];
let kept: NoticeBook;
let unwanted: NoticeKind[];
let seen: boolean;
let notifier: Notifier;

function open(book: NoticeBook): Notifier {
  return createNotifier({
    book,
    save: (next) => {
      kept = next;
    },
    isWanted: (kind) => !unwanted.includes(kind),
    isSeen: () => seen,
    show: ({ title }) => shown.push(title),
    now: clock.now,
    setTimer(callback, delayMs) {
      const timer = clock.setTimer(callback, delayMs);
      return () => timer.cancel();
    },
  });
}

beforeEach(() => {
  clock = createFakeClock(start);
  shown = [];
  kept = emptyBook;
  unwanted = [];
  seen = false;
  notifier = open(emptyBook);
});

const failing = (...domains: string[]) => statusWith({ state: 'attention', attention: attentionFor(...domains) });

it('tells the first failure of a domain, then its last day when that begins', async () => {
  notifier.onStatus(failing('a.example'));
  expect(shown).toEqual(['TLS fails: a.example']);
  await clock.advance(6 * 24 * hourMs);
  expect(shown).toHaveLength(1);
  await clock.advance(60_000);
  expect(shown).toEqual(['TLS fails: a.example', 'Last day for mail to a.example']);
});

it('speaks for all that came meanwhile, when its turn is there', async () => {
  notifier.onStatus(failing('a.example'));
  notifier.onStatus(failing('a.example', 'b.example'));
  notifier.onStatus(failing('a.example', 'b.example', 'c.example'));
  await clock.advance(5 * 60_000);
  expect(shown).toEqual(['TLS fails: a.example', 'TLS fails: b.example and 1 more']);
});

it('is silent about what was switched off, and while the window is in front', () => {
  unwanted = ['tls-failure'];
  notifier.onStatus(failing('a.example'));
  unwanted = [];
  seen = true;
  notifier.onStatus(failing('a.example', 'b.example'));
  seen = false;
  notifier.onStatus(failing('a.example', 'b.example'));
  expect(shown).toEqual([]);
});

it('tells that the engine was started again, once an hour', async () => {
  notifier.onRestarted('The engine was ended by SIGKILL.');
  notifier.onRestarted('The engine was ended by SIGKILL.');
  await clock.advance(30 * 60_000);
  notifier.onRestarted('The engine was ended by SIGKILL.');
  expect(shown).toEqual(['The relay was started again']);
});

it('knows after a start of its own what it has told', () => {
  notifier.onStatus(failing('a.example'));
  notifier = open(kept);
  notifier.onStatus(failing('a.example'));
  expect(shown).toEqual(['TLS fails: a.example']);
});
