import type { EngineHost } from '../../shared/contract/desktop.ts';
import { assertNever } from '../../shared/domain/assertNever.ts';
import type { EngineHostState } from './supervisor.ts';

export const freshHostRecord = (now: number): EngineHost => ({
  phase: 'stopped',
  since: timeOf(now),
  attached: false,
  restarts: 0,
  lastExit: null,
  nextTryAt: null,
});

/** What the window tells of the engine: since when it is as it is, how often it was started again, and why. */
export function recordHost(record: EngineHost, state: EngineHostState, now: number): EngineHost {
  const base = { ...record, nextTryAt: null };
  switch (state.kind) {
    case 'stopped':
      return { ...base, phase: 'stopped', since: timeOf(now) };
    case 'starting':
      // A restart under way began when the engine ended.
      return record.phase === 'restarting' ? base : { ...base, phase: 'starting', since: timeOf(now) };
    case 'running': {
      const again = record.phase === 'restarting';
      return {
        ...base,
        phase: 'running',
        since: timeOf(now),
        attached: state.connection.attached,
        restarts: record.restarts + (again ? 1 : 0),
      };
    }
    case 'restarting':
      return {
        ...base,
        phase: 'restarting',
        since: record.phase === 'restarting' ? record.since : timeOf(now),
        lastExit: { at: timeOf(now), reason: state.reason },
        nextTryAt: timeOf(now + state.delayMs),
      };
    case 'failed':
      return {
        ...base,
        phase: 'failed',
        since: timeOf(now),
        lastExit: { at: timeOf(now), reason: state.failure.message },
      };
    default:
      return assertNever(state);
  }
}

function timeOf(now: number): string {
  return new Date(now).toISOString();
}
