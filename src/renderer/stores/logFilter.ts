import type { HistoryFilter } from '../../shared/contract/history.ts';
import { type LogFilter, logFilterSchema, type TimePreset } from '../../shared/contract/logFilter.ts';
import { assertNever } from '../../shared/domain/assertNever.ts';
import { outcomeGroups } from '../../shared/domain/outcomeGroup.ts';
import { toAsciiDomain } from '../ui/idn.ts';

export const noLogFilter: LogFilter = logFilterSchema.parse({});

/** A filter that restricts only what is given. */
export function logFilter(given: Partial<LogFilter>): LogFilter {
  return { ...noLogFilter, ...given };
}

export function isFiltered(filter: LogFilter): boolean {
  return Object.keys(filterParams(filter)).length > 0;
}

/** True where both restrict the same. */
export function isSameFilter(a: LogFilter, b: LogFilter): boolean {
  return JSON.stringify(filterParams(a)) === JSON.stringify(filterParams(b));
}

/** The engine's form of it. `now` (epoch ms) is what the presets count from. */
export function toHistoryFilter(filter: LogFilter, now: number): HistoryFilter {
  const text = withAsciiDomain(filter.text.trim());
  const domain = toAsciiDomain(filter.domain.trim());
  const sender = withAsciiDomain(filter.sender.trim());
  const recipient = withAsciiDomain(filter.recipient.trim());
  const from = filter.preset === null ? filter.from : new Date(presetStart(filter.preset, now)).toISOString();
  const to = filter.preset === null ? filter.to : null;
  return {
    ...(text ? { text } : {}),
    ...(domain ? { domain } : {}),
    ...(sender ? { sender } : {}),
    ...(recipient ? { recipient } : {}),
    ...(filter.outcomes.length > 0 ? { outcome: filter.outcomes.flatMap((group) => outcomeGroups[group]) } : {}),
    ...(filter.code ? { code: filter.code } : {}),
    ...(filter.direction ? { direction: filter.direction } : {}),
    ...(filter.onlyTlsFailures ? { onlyTlsFailures: true } : {}),
    ...(filter.queueId ? { queueId: filter.queueId } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  };
}

/** The log keeps A-labels, a person types what is shown. */
function withAsciiDomain(text: string): string {
  const at = text.lastIndexOf('@');
  const domain = text.slice(at + 1);
  return /[^\x20-\x7e]/.test(domain) ? text.slice(0, at + 1) + toAsciiDomain(domain) : text;
}

const hourMs = 3_600_000;

function presetStart(preset: TimePreset, now: number): number {
  switch (preset) {
    case 'hour':
      return now - hourMs;
    case 'today':
      return new Date(now).setHours(0, 0, 0, 0);
    case 'week':
      return now - 7 * 24 * hourMs;
    default:
      return assertNever(preset);
  }
}

/** As the address of the page says it; what restricts nothing is left out. */
export function filterParams(filter: LogFilter): Record<string, string> {
  const given: Record<string, string> = {
    q: filter.text.trim(),
    domain: filter.domain.trim(),
    from: filter.sender.trim(),
    to: filter.recipient.trim(),
    outcome: filter.outcomes.toSorted().join(','),
    code: filter.code ?? '',
    direction: filter.direction ?? '',
    tls: filter.onlyTlsFailures ? '1' : '',
    time: filter.preset ?? '',
    since: filter.preset === null ? (filter.from ?? '') : '',
    until: filter.preset === null ? (filter.to ?? '') : '',
    message: filter.queueId ?? '',
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
}

const { outcomes, code, direction, preset, from, to, queueId } = logFilterSchema.shape;

/** Reads what `filterParams` wrote. A link may be old or typed by hand: what does not read restricts nothing. */
export function filterOfParams(params: URLSearchParams): LogFilter {
  const get = (name: string) => params.get(name) ?? '';
  const named = get('outcome').split(',');
  return {
    text: get('q').slice(0, 200),
    domain: get('domain').slice(0, 300),
    sender: get('from').slice(0, 400),
    recipient: get('to').slice(0, 400),
    outcomes: [...new Set(named.flatMap((name) => outcomes.safeParse([name]).data ?? []))],
    code: code.safeParse(params.get('code')).data ?? null,
    direction: direction.safeParse(params.get('direction')).data ?? null,
    onlyTlsFailures: get('tls') === '1',
    preset: preset.safeParse(params.get('time')).data ?? null,
    from: from.safeParse(params.get('since')).data ?? null,
    to: to.safeParse(params.get('until')).data ?? null,
    queueId: queueId.safeParse(params.get('message')).data ?? null,
  };
}
