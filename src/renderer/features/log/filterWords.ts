import type { LogFilter, TimePreset } from '../../../shared/contract/logFilter.ts';
import type { OutcomeGroup } from '../../../shared/domain/outcomeGroup.ts';
import { logFilter } from '../../stores/logFilter.ts';
import { shortTime } from '../../ui/time.ts';
import { failureSentences } from '../sentences/failures.ts';
import { directionWords } from '../sentences/modes.ts';

export const groupWords: Record<OutcomeGroup, string> = {
  delivered: 'Delivered',
  waiting: 'Waiting',
  failed: 'Failed or given up',
  accepted: 'Accepted',
  refused: 'Refused',
  observed: 'Watched',
  actions: 'Done by an admin',
  notices: 'Notices to senders',
  engine: 'Engine',
};

export const presetWords: Record<TimePreset, string> = {
  hour: 'Last hour',
  today: 'Today',
  week: 'Last 7 days',
};

/** What a newcomer looks for first. */
export const builtInFilters: readonly { name: string; filter: LogFilter }[] = [
  { name: 'TLS failures', filter: logFilter({ onlyTlsFailures: true }) },
  { name: 'Waiting to be retried', filter: logFilter({ outcomes: ['waiting'] }) },
  { name: 'Refused at our door', filter: logFilter({ outcomes: ['refused'] }) },
];

/** One restriction of a filter, in words, with the filter that is left without it. */
export interface FilterChip {
  id: string;
  text: string;
  without: LogFilter;
}

export function filterChips(filter: LogFilter): FilterChip[] {
  const chips: (FilterChip | null)[] = [
    filter.queueId === null ? null : chip('message', 'One message only', { queueId: null }),
    textChip('text', 'Contains', filter.text.trim(), { text: '' }),
    timeChip(),
    textChip('domain', 'Domain', filter.domain.trim(), { domain: '' }),
    textChip('sender', 'From', filter.sender.trim(), { sender: '' }),
    textChip('recipient', 'To', filter.recipient.trim(), { recipient: '' }),
    ...filter.outcomes.map((group) =>
      chip(group, groupWords[group], { outcomes: filter.outcomes.filter((other) => other !== group) }),
    ),
    filter.code === null ? null : chip('code', failureSentences[filter.code].title, { code: null }),
    filter.direction === null ? null : chip('direction', directionWords[filter.direction].name, { direction: null }),
    filter.onlyTlsFailures ? chip('tls', 'Only TLS failures', { onlyTlsFailures: false }) : null,
  ];
  return chips.filter((each) => each !== null);

  function chip(id: string, text: string, change: Partial<LogFilter>): FilterChip {
    return { id, text, without: { ...filter, ...change } };
  }

  function textChip(id: string, label: string, text: string, change: Partial<LogFilter>): FilterChip | null {
    return text === '' ? null : chip(id, `${label}: ${text}`, change);
  }

  function timeChip(): FilterChip | null {
    const text = timeText(filter);
    return text === null ? null : chip('time', text, { preset: null, from: null, to: null });
  }
}

/** The filter's span in words; null where it has none. */
export function timeText({ preset, from, to }: LogFilter): string | null {
  if (preset !== null) return presetWords[preset];
  if (from !== null && to !== null) return `${shortTime(from)} to ${shortTime(to)}`;
  if (from !== null) return `Since ${shortTime(from)}`;
  return to === null ? null : `Until ${shortTime(to)}`;
}

/** How many restrictions the panel of filters holds: those that have no control of their own beside it. */
export function countInPanel(filter: LogFilter): number {
  const { domain, sender, recipient, outcomes, code, direction } = filter;
  const texts = [domain, sender, recipient].filter((text) => text.trim() !== '').length;
  return texts + Number(outcomes.length > 0) + Number(code !== null) + Number(direction !== null);
}
