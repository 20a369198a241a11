import { expect, it } from 'vitest';
import { createChance } from '../../../../tests/bench/seed/chance.ts';
import { createDueDomains } from './dueDomains.ts';

it('finds what is due longest, of equals what came first', () => {
  const due = createDueDomains();
  due.offer('b', 20);
  due.offer('a', 10);
  due.offer('c', 10);
  expect([due.first(9), due.nextDueAt()]).toEqual([null, 10]);
  expect(due.first(10)).toBe('a');
  due.correct('a', null);
  expect(due.first(10)).toBe('c');
  due.correct('c', 30);
  expect([due.first(19), due.first(20), due.nextDueAt()]).toEqual([null, 'b', 20]);
});

it('keeps the earlier of two times, until it is corrected', () => {
  const due = createDueDomains();
  due.offer('a', 10);
  due.offer('a', 20);
  expect(due.nextDueAt()).toBe(10);
  due.correct('a', 20);
  expect(due.nextDueAt()).toBe(20);
  due.offer('a', 5);
  expect(due.nextDueAt()).toBe(5);
});

it('does not find a domain that is set aside, and forgets nothing that was offered meanwhile', () => {
  const due = createDueDomains();
  due.offer('a', 10);
  due.setAside('a');
  due.offer('a', 5);
  expect([due.first(100), due.nextDueAt()]).toEqual([null, null]);
  due.takeBack('a');
  expect(due.nextDueAt()).toBe(5);
});

it('stays in order through any changes', () => {
  const { below, happens, pick } = createChance(11);
  const due = createDueDomains();
  const model = new Map<string, number>();
  const aside = new Set<string>();
  for (let step = 0; step < 5000; step += 1) {
    const domain = `d${below(50)}`;
    const at = below(1000);
    const change = pick(['offer', 'offer', 'correct', 'setAside', 'takeBack'] as const);
    if (change === 'offer') {
      due.offer(domain, at);
      model.set(domain, Math.min(at, model.get(domain) ?? at));
    } else if (change === 'correct') {
      const corrected = happens(0.3) ? null : at;
      due.correct(domain, corrected);
      if (corrected === null) model.delete(domain);
      else model.set(domain, corrected);
    } else if (change === 'setAside') {
      due.setAside(domain);
      aside.add(domain);
    } else {
      due.takeBack(domain);
      aside.delete(domain);
    }
    const times = [...model].filter(([name]) => !aside.has(name)).map(([, time]) => time);
    expect(due.nextDueAt()).toBe(times.length > 0 ? Math.min(...times) : null);
  }
});
