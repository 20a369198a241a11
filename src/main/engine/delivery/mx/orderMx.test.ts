import { expect, test } from 'vitest';
import { orderMx, shuffle } from './orderMx.ts';

const us = 'relay.office.example';
const first = () => 0;
const last = () => 0.999;

function names(result: ReturnType<typeof orderMx>): string[] | string {
  return typeof result === 'string' ? result : result.map(({ host }) => host);
}

test('the lowest preference comes first', () => {
  const records = [
    { exchange: 'C.Example.', priority: 30 },
    { exchange: 'a.example', priority: 0 },
    { exchange: 'b.example', priority: 20 },
  ];
  expect(orderMx(records, first, us)).toEqual([
    { host: 'a.example', preference: 0, implicit: false },
    { host: 'b.example', preference: 20, implicit: false },
    { host: 'c.example', preference: 30, implicit: false },
  ]);
});

test('equal ones are shuffled, and stay between the others', () => {
  const records = ['z', 'a', 'b', 'c'].map((name) => ({
    exchange: `${name}.example`,
    priority: name === 'z' ? 5 : 10,
  }));
  const orders = new Set([first, last, () => 0.4].map((random) => String(names(orderMx(records, random, us)))));
  expect(orders.size).toBeGreaterThan(1);
  for (const order of orders) expect(order.startsWith('z.example,')).toBe(true);
});

test('shuffling loses nothing and can put anything anywhere', () => {
  expect(shuffle([1, 2, 3], first).sort()).toEqual([1, 2, 3]);
  const firsts = new Set([0, 0.34, 0.67].flatMap((value) => shuffle([1, 2, 3], () => value)[0] ?? []));
  expect(firsts.size).toBeGreaterThan(1);
});

test('a null MX, as c-ares gives it and as it is written', () => {
  expect(orderMx([{ exchange: '', priority: 0 }], first, us)).toBe('null-mx');
  expect(orderMx([{ exchange: '.', priority: 0 }], first, us)).toBe('null-mx');
});

test('a null record beside others is passed over', () => {
  const records = [
    { exchange: '', priority: 0 },
    { exchange: 'mx.example', priority: 10 },
  ];
  expect(names(orderMx(records, first, us))).toEqual(['mx.example']);
});

test('a name that stands twice is tried once, at its better place', () => {
  const records = [
    { exchange: 'mx.example', priority: 20 },
    { exchange: 'MX.example', priority: 10 },
    { exchange: 'other.example', priority: 15 },
  ];
  expect(names(orderMx(records, first, us))).toEqual(['mx.example', 'other.example']);
});

test('from ourselves on nobody is tried: mail would go in circles', () => {
  const records = [
    { exchange: 'better.example', priority: 5 },
    { exchange: 'RELAY.office.example.', priority: 10 },
    { exchange: 'same.example', priority: 10 },
    { exchange: 'worse.example', priority: 20 },
  ];
  expect(names(orderMx(records, first, us))).toEqual(['better.example']);
  expect(orderMx(records.slice(1), last, us)).toBe('mx-loop');
});
