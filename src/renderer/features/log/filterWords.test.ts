import { expect, it } from 'vitest';
import { isFiltered, logFilter, noLogFilter } from '../../stores/logFilter.ts';
import { builtInFilters, countInPanel, filterChips, timeText } from './filterWords.ts';

const everything = logFilter({
  text: 'late',
  domain: 'a.example',
  sender: 'anna',
  recipient: 'bob',
  outcomes: ['delivered', 'refused'],
  code: 'certificate-expired',
  direction: 'inbound',
  onlyTlsFailures: true,
  preset: 'week',
  queueId: 'q1',
});

it('says each restriction, and takes each away alone', () => {
  const chips = filterChips(everything);
  expect(chips.map(({ text }) => text)).toEqual([
    'One message only',
    'Contains: late',
    'Last 7 days',
    'Domain: a.example',
    'From: anna',
    'To: bob',
    'Delivered',
    'Refused',
    'The certificate has expired',
    'Inbound',
    'Only TLS failures',
  ]);
  for (const { id, without } of chips) {
    expect(filterChips(without).map((chip) => chip.id)).toEqual(
      chips.map((chip) => chip.id).filter((other) => other !== id),
    );
  }
});

it('has nothing left once all are taken away', () => {
  let filter = everything;
  for (let [chip] = filterChips(filter); chip; [chip] = filterChips(filter)) filter = chip.without;
  expect(filter).toEqual(noLogFilter);
  expect(filterChips(noLogFilter)).toEqual([]);
});

it('says a span of time', () => {
  const from = '2026-11-20T10:00:00.000Z';
  const to = '2026-11-21T11:30:00.000Z';
  expect(timeText(logFilter({ from }))).toMatch(/^Since 20 Nov 2026, \d\d:00$/);
  expect(timeText(logFilter({ to }))).toMatch(/^Until 21 Nov 2026, \d\d:30$/);
  expect(timeText(logFilter({ from, to }))).toMatch(/^20 Nov .* to 21 Nov /);
  expect(timeText(noLogFilter)).toBeNull();
});

it('counts what its panel holds', () => {
  expect(countInPanel(noLogFilter)).toBe(0);
  expect(countInPanel(everything)).toBe(6);
  expect(countInPanel(logFilter({ text: 'x', onlyTlsFailures: true, preset: 'hour' }))).toBe(0);
});

it('offers filters that restrict something', () => {
  for (const { filter } of builtInFilters) expect(isFiltered(filter)).toBe(true);
});
