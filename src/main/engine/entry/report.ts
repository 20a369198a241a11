import type { HistoryEntry } from '../../../shared/contract/history.ts';
import type { Pause } from '../../../shared/contract/pause.ts';
import type { QueuedMessage } from '../../../shared/contract/queue.ts';
import type { Rule } from '../../../shared/contract/rule.ts';
import type { Status } from '../../../shared/contract/status.ts';

/** How the short commands tell a person what the engine said: one line each, in the engine's own codes. */

export function describeStatus(status: Status): string {
  const { queue, last24Hours: day } = status;
  const lines = [
    `Sealpost ${status.version} is ${stateWords[status.state]}, since ${time(status.startedAt)}${status.demo ? ' (demo)' : ''}.`,
    ...status.listeners.map(
      ({ host, port, state, error }) =>
        `Mail at ${host}:${port}: ${state === 'listening' ? 'accepted' : `not accepted (${error})`}`,
    ),
    ...(status.pause === null ? [] : [pauseLine(status.pause)]),
    `Queue: ${count(queue.messages, 'message')}, ${queue.deferred} deferred, ${queue.tlsFailures} for TLS, ${queue.held} held`,
    `Last 24 hours: ${day.delivered} delivered (${day.deliveredOverTls} over TLS), ${day.tlsFailures} TLS failures, ` +
      `${day.deferred} deferred, ${day.failed} failed, ${day.expired} expired`,
    `Domain rules: ${status.rules}`,
    ...status.attention.map(
      ({ domain, code, messages, soonestExpiresAt }) =>
        `Needs attention: ${printable(domain)}: ${code}, ${count(messages, 'message')}, gives up ${time(soonestExpiresAt)}`,
    ),
    ...status.endingCertificates.map(
      ({ pattern, notAfter }) => `Certificate: that of ${printable(pattern)} ends ${time(notAfter)}`,
    ),
    ...status.notices.map(({ kind, at, detail }) => `Notice: ${kind}, ${time(at)}: ${printable(detail)}`),
  ];
  return lines.join('\n');
}

/** What `pause` and `resume` print, too. */
export function describePause({ pause }: { pause: Pause | null }): string {
  return pause === null ? 'Deliveries are made.' : pauseLine(pause);
}

function pauseLine({ since, until, endangered }: Pause): string {
  const end = until === null ? 'until "sealpost resume"' : `until ${time(until)}`;
  const warning =
    endangered === 0 ? '' : ` ${count(endangered, 'message')} may run out of time: one last try is made on resuming.`;
  return `Deliveries are paused since ${time(since)}, ${end}. Mail is accepted and waits.${warning}`;
}

export function describeRules(rules: readonly Rule[]): string {
  const rows = rules.map((rule) => [
    printable(rule.displayPattern),
    rule.mode,
    rule.direction,
    rule.minVersion,
    rule.enabled ? '' : 'off',
  ]);
  return table([...rows, ['all other domains', 'opportunistic', '', '', '']]);
}

export function describeQueue(messages: readonly QueuedMessage[], total: number): string {
  if (total === 0) return 'Nothing waits.';
  const rows = messages.flatMap((message) =>
    message.recipients.map((recipient) => [
      message.queueId,
      time(message.receivedAt),
      printable(message.sender || '<>'),
      printable(recipient.address),
      message.held ? 'held' : recipient.status,
      recipient.code ?? '',
      recipient.nextAttemptAt ? `next ${time(recipient.nextAttemptAt)}` : '',
      recipient.expiresAt ? `until ${time(recipient.expiresAt)}` : '',
    ]),
  );
  const more = total > messages.length ? `\n… and ${total - messages.length} more` : '';
  return table(rows) + more;
}

export function describeEntry(entry: HistoryEntry): string {
  const tls = entry.protocol ? `${entry.protocol} ${entry.cipher ?? ''}`.trim() : null;
  const parts = [
    time(entry.at),
    entry.stage,
    entry.outcome,
    entry.code,
    entry.sender !== null || entry.recipient !== null ? `${entry.sender || '<>'} -> ${entry.recipient ?? ''}` : null,
    entry.host,
    tls,
    entry.nextAttemptAt ? `next ${time(entry.nextAttemptAt)}` : null,
    entry.reply,
  ];
  return parts
    .filter((part) => part !== null && part !== '')
    .map((part) => printable(String(part)))
    .join('  ');
}

const stateWords: Record<Status['state'], string> = {
  running: 'running',
  attention: 'running and needs attention',
  failing: 'failing',
};

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** To the second, in UTC as the logs of mail servers have it. */
function time(iso: string): string {
  return `${iso.slice(0, 19)}Z`;
}

/** What peers and clients wrote must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '\uFFFD');
}

function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
