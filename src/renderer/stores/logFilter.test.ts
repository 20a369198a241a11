import { describe, expect, it } from 'vitest';
import type { LogFilter } from '../../shared/contract/logFilter.ts';
import {
  filterOfParams,
  filterParams,
  isFiltered,
  isSameFilter,
  logFilter,
  noLogFilter,
  toHistoryFilter,
} from './logFilter.ts';

const now = Date.parse('2026-11-22T14:30:00.000Z');

const filters: Partial<LogFilter>[] = [
  {},
  { text: 'a b&c=ü%#' },
  { domain: 'münchen.example', sender: 'anna@', recipient: '"odd name"@x.example' },
  { outcomes: ['failed', 'waiting'], code: 'certificate-expired', direction: 'inbound' },
  { onlyTlsFailures: true, preset: 'week' },
  { from: '2026-11-20T00:00:00.000Z', to: '2026-11-21T23:59:59.999Z' },
  { queueId: 'q17' },
];

describe.each(filters)('the filter %j', (given) => {
  it('is read from the address as it was written', () => {
    const filter = logFilter(given);
    const address = new URLSearchParams(filterParams(filter)).toString();
    expect(isSameFilter(filterOfParams(new URLSearchParams(address)), filter)).toBe(true);
    expect(isFiltered(filter)).toBe(Object.keys(given).length > 0);
  });
});

it('takes nothing from an address that it does not know', () => {
  const params = new URLSearchParams(
    'outcome=delivered,none,delivered&code=x&direction=up&tls=yes&time=year&since=soon',
  );
  expect(filterOfParams(params)).toEqual(logFilter({ outcomes: ['delivered'] }));
});

it('still reads the links of other pages', () => {
  expect(filterOfParams(new URLSearchParams('domain=a.example&tls=1'))).toEqual(
    logFilter({ domain: 'a.example', onlyTlsFailures: true }),
  );
  expect(filterOfParams(new URLSearchParams('message=q1&outcome=engine'))).toEqual(
    logFilter({ queueId: 'q1', outcomes: ['engine'] }),
  );
});

it('asks the engine only for what is given', () => {
  expect(toHistoryFilter(noLogFilter, now)).toEqual({});
  expect(toHistoryFilter(logFilter({ text: ' x ', domain: ' ', outcomes: ['waiting', 'refused'] }), now)).toEqual({
    text: 'x',
    outcome: ['deferred', 'next-host', 'refused'],
  });
});

it('counts presets from now, and leaves fixed times aside beside one', () => {
  expect(toHistoryFilter(logFilter({ preset: 'hour', to: '2026-01-01T00:00:00.000Z' }), now)).toEqual({
    from: '2026-11-22T13:30:00.000Z',
  });
  expect(toHistoryFilter(logFilter({ preset: 'week' }), now)).toEqual({ from: '2026-11-15T14:30:00.000Z' });
  const today = toHistoryFilter(logFilter({ preset: 'today' }), now).from ?? '';
  expect(new Date(today).getHours()).toBe(0);
  expect(now - Date.parse(today)).toBeLessThan(24 * 3_600_000);
});

it('asks for a domain in the form that the log keeps it in', () => {
  const asked = toHistoryFilter(
    logFilter({ domain: 'münchen.example', recipient: 'bob@münchen.example', text: 'münchen.example', sender: 'Bob' }),
    now,
  );
  expect(asked).toEqual({
    domain: 'xn--mnchen-3ya.example',
    recipient: 'bob@xn--mnchen-3ya.example',
    text: 'xn--mnchen-3ya.example',
    sender: 'Bob',
  });
});
