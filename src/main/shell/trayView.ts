import type { Status } from '../../shared/contract/status.ts';
import { assertNever } from '../../shared/domain/assertNever.ts';
import { countOf, type RelayState } from './relayState.ts';

/** One image each under resources/tray. `paused`: no mail is relayed at the moment, and nobody has to act. */
export type TrayIcon = 'ok' | 'attention' | 'failing' | 'paused';

export interface TrayView {
  icon: TrayIcon;
  /** The lines at the top of the menu; the tooltip says the same in one line. */
  lines: string[];
  tooltip: string;
}

/** What the tray shows for a state. */
export function describeTray(state: RelayState): TrayView {
  const { icon, lines } = iconAndLines(state);
  return { icon, lines, tooltip: `Sealpost: ${lines.join(' ')}` };
}

function iconAndLines(state: RelayState): { icon: TrayIcon; lines: string[] } {
  switch (state.kind) {
    case 'starting':
      return { icon: 'paused', lines: ['The relay is starting.'] };
    case 'restarting':
      return { icon: 'paused', lines: ['The relay stopped and starts again by itself.'] };
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

function iconOf({ state }: Status): TrayIcon {
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
