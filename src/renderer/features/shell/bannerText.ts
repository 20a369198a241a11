import type { EngineHost } from '../../../shared/contract/desktop.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import type { ConnectionState } from '../../client/engineConnection.ts';
import { clockTime, lengthOfTime } from '../../ui/time.ts';

export interface BannerInput {
  phase: ConnectionState['phase'];
  everConnected: boolean;
  /** What the desktop shell knows; null in a browser. */
  host: EngineHost | null;
  /** Epoch milliseconds since when there is no connection. */
  awaySince: number;
  now: number;
}

/** What the banner says while the engine is away; null while it is there. */
export function bannerText({ phase, everConnected, host, awaySince, now }: BannerInput): string | null {
  const old = everConnected ? ' What you see is from before.' : '';
  switch (phase) {
    case 'connected':
      return null;
    case 'connecting':
      return 'Waiting for the engine to start…';
    case 'not-answering':
      return `${host ? hostText(host, now) : `The engine is not answering since ${clockTime(new Date(awaySince).toISOString())}. Trying again…`}${old}`;
    case 'session-ended':
      return 'This page is no longer signed in: the service was started anew. Open the address that it printed.';
    default:
      return assertNever(phase);
  }
}

function hostText({ phase, since, lastExit, nextTryAt, restarts }: EngineHost, now: number): string {
  const start = `The engine is not answering since ${clockTime(since)}.`;
  const reason = lastExit === null ? '' : ` ${lastExit.reason}`;
  if (phase === 'failed') return `${start}${reason} It is not tried again by itself.`;
  const times = restarts === 0 ? '' : ` It was started again ${restarts === 1 ? 'once' : `${restarts} times`} before.`;
  const waitMs = nextTryAt === null ? 0 : Date.parse(nextTryAt) - now;
  return `${start}${reason} ${waitMs >= 1000 ? `Starting it again in ${lengthOfTime(waitMs)}…` : 'Starting it again…'}${times}`;
}
