import { expect, it } from 'vitest';
import { createDueDomains } from './dueDomains.ts';
import type { Pace } from './pace.ts';
import { createPlaces, firstPlaces } from './places.ts';

const domain = 'busy.example';

function setup(limits: { maxConnections: number; maxConnectionsPerDomain: number }) {
  const due = createDueDomains();
  due.offer(domain, 0);
  const places = createPlaces(() => limits, due);
  const isDue = () => due.first(0) === domain;
  return {
    places,
    isDue,
    /** Takes all places that there are; says how many that were. */
    fill: () => {
      let taken = 0;
      while (places.hasRoom() && isDue()) {
        places.take(domain);
        taken += 1;
      }
      return taken;
    },
    leave: (times: number, pace: Pace) => {
      for (let i = 0; i < times; i += 1) places.leave(domain, pace);
    },
  };
}

it('gives a domain a few places at first, and one more for each delivery that went well', () => {
  const { fill, leave } = setup({ maxConnections: 50, maxConnectionsPerDomain: 8 });
  expect(fill()).toBe(firstPlaces);
  leave(1, 'faster');
  expect(fill()).toBe(2);
  leave(3, 'faster');
  // Eight at the most: six are taken less three.
  expect(fill()).toBe(5);
});

it('begins anew after a delivery that did not go well, and where a domain had no mail for a moment', () => {
  const { fill, leave, isDue } = setup({ maxConnections: 50, maxConnectionsPerDomain: 20 });
  fill();
  leave(4, 'faster');
  expect(fill()).toBe(8);
  leave(1, 'slower');
  expect(isDue()).toBe(false);
  leave(8, 'same');
  expect(fill()).toBe(firstPlaces);
  leave(2, 'faster');
  leave(3, 'faster');
  expect(fill()).toBe(firstPlaces);
});

it('gives no more than the limits say', () => {
  expect(setup({ maxConnections: 50, maxConnectionsPerDomain: 2 }).fill()).toBe(2);
  expect(setup({ maxConnections: 3, maxConnectionsPerDomain: 20 }).fill()).toBe(3);
});
