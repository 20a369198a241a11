import { expect, it } from 'vitest';
import { historyEntry } from '../../stores/history.fixture.ts';
import { whatCameLater } from './whatCameLater.ts';

const deferred = historyEntry(2, { outcome: 'deferred' });

it('finds the latest word on the same recipient', () => {
  const delivered = historyEntry(5);
  const timeline = [
    historyEntry(1, { outcome: 'accepted' }),
    deferred,
    historyEntry(3, { outcome: 'deferred' }),
    delivered,
    historyEntry(6, { outcome: 'delivered', recipient: 'carol@example.com' }),
  ];
  expect(whatCameLater(deferred, timeline)).toBe(delivered);
  expect(whatCameLater(delivered, timeline)).toBeNull();
});

it('lets the times of an entry hold while nothing was decided since', () => {
  const notice = historyEntry(3, { outcome: 'notified', recipient: 'anna@office.example' });
  expect(whatCameLater(deferred, [deferred, notice, historyEntry(4, { outcome: 'retried' })])).toBeNull();
});
