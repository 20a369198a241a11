import type { Place } from '../../shared/contract/desktop.ts';
import type { Pause } from '../../shared/contract/pause.ts';
import type { Status } from '../../shared/contract/status.ts';
import { assertNever } from '../../shared/domain/assertNever.ts';
import type { RecentFailure } from './recentFailures.ts';
import { countOf, type RelayState } from './relayState.ts';

/** One image each under resources/tray. `paused`: no mail is delivered at the moment, and nobody has to act. */
export type TrayIcon = 'ok' | 'attention' | 'failing' | 'paused';

export interface TrayView {
  icon: TrayIcon;
  /** The lines at the top of the menu; the tooltip says the same in one line. */
  lines: string[];
  tooltip: string;
  /** The last failures, each leading to its entry in the log. */
  failures: readonly { label: string; place: Place }[];
  /** What can be done about deliveries; null while no engine answers. */
  delivery: 'pause' | 'resume' | null;
}

/** What the tray shows for a state. Times are those of this machine. */
export function describeTray(state: RelayState, failures: readonly RecentFailure[]): TrayView {
  const { icon, lines } = iconAndLines(state);
  const status = state.kind === 'running' ? state.status : null;
  return {
    icon,
    lines,
    tooltip: `Sealpost: ${lines.join(' ')}`,
    failures: failures.map((failure) => ({
      label: `${shortTime(failure.at)}  ${failure.domain}: ${failureWords[failure.kind]}`,
      place: { page: 'log', params: { entry: String(failure.seq) } },
    })),
    delivery: status === null ? null : status.pause === null ? 'pause' : 'resume',
  };
}

const failureWords: Record<RecentFailure['kind'], string> = {
  tls: 'kept back, TLS failed',
  late: 'kept back, tried again',
  refused: 'refused',
  'given-up': 'given up',
};

const timeFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' });

/** `Mon 14:03`. */
function shortTime(iso: string): string {
  return timeFormat.format(new Date(iso)).replace(',', '');
}

function iconAndLines(state: RelayState): { icon: TrayIcon; lines: string[] } {
  switch (state.kind) {
    case 'starting':
      return { icon: 'paused', lines: ['The relay is starting.'] };
    case 'restarting':
      return state.startFailed
        ? { icon: 'failing', lines: ['The relay could not start. It is tried again.', state.reason] }
        : { icon: 'paused', lines: ['The relay stopped and starts again by itself.'] };
    case 'failed':
      return { icon: 'failing', lines: ['The relay could not start.'] };
    case 'running':
      return state.status === null
        ? { icon: 'ok', lines: ['The relay is running.'] }
        : { icon: iconOf(state.status), lines: [headline(state.status), queueLine(state.status)] };
    default:
      return assertNever(state);
  }
}

function iconOf({ state, pause }: Status): TrayIcon {
  if (pause !== null && state !== 'failing') return 'paused';
  switch (state) {
    case 'running':
      return 'ok';
    case 'attention':
    case 'failing':
      return state;
    default:
      return assertNever(state);
  }
}

function headline(status: Status): string {
  const deaf = status.listeners.filter((listener) => listener.state === 'failed');
  const [first] = deaf;
  if (first) {
    const more = deaf.length > 1 ? ` and ${countOf(deaf.length - 1, 'more address')}` : '';
    return `No mail is taken at ${first.host}:${first.port}${more}.`;
  }
  if (status.pause !== null && status.state !== 'failing') return pauseLine(status.pause);
  switch (status.state) {
    case 'running':
      return 'The relay is running.';
    case 'attention':
      return `The relay is running. ${attentionText(status)}`;
    case 'failing':
      return 'The relay is not working.';
    default:
      return assertNever(status.state);
  }
}

function pauseLine({ until }: Pause): string {
  return until === null
    ? 'Deliveries are paused. Mail is still taken.'
    : `Deliveries are paused until ${shortTime(until)}. Mail is still taken.`;
}

function attentionText({ attention }: Status): string {
  const [first] = attention;
  if (!first) return 'Something needs your attention.';
  if (attention.length === 1) return `Mail to ${first.domain} waits because of a problem.`;
  return `Mail to ${countOf(attention.length, 'domain')} waits because of a problem.`;
}

function queueLine({ queue }: Status): string {
  if (queue.messages === 0) return 'No message waits.';
  const waits = queue.messages === 1 ? '1 message waits' : `${queue.messages} messages wait`;
  return queue.tlsFailures === 0 ? `${waits}.` : `${waits}, ${queue.tlsFailures} because of TLS.`;
}
