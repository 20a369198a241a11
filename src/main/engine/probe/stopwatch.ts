import type { ProbeTimings } from '../../../shared/contract/verdict.ts';
import type { SessionPhase } from '../delivery/session/openSession.ts';

/** Times the phases of one probe by a monotonic clock in milliseconds, such as `performance.now`. */
export interface Stopwatch {
  /** The DNS has answered. */
  resolved(): void;
  /** A new address is tried: phases are timed from here. */
  startAddress(): void;
  phaseEnded(phase: SessionPhase): void;
  read(): ProbeTimings;
}

export function createStopwatch(nowMs: () => number): Stopwatch {
  const startedAt = nowMs();
  let lastAt = startedAt;
  let dnsMs: number | null = null;
  const phases: Record<SessionPhase, number | null> = {
    connected: null,
    greeted: null,
    'hello-said': null,
    secured: null,
  };
  const lap = () => {
    const at = nowMs();
    const ms = at - lastAt;
    lastAt = at;
    return round(ms);
  };
  return {
    resolved() {
      dnsMs = lap();
    },
    startAddress() {
      lap();
      for (const phase of ['connected', 'greeted', 'hello-said', 'secured'] as const) phases[phase] = null;
    },
    phaseEnded(phase) {
      phases[phase] = lap();
    },
    read: () => ({
      dnsMs,
      connectMs: phases.connected,
      greetingMs: phases.greeted,
      helloMs: phases['hello-said'],
      handshakeMs: phases.secured,
      totalMs: round(nowMs() - startedAt),
    }),
  };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
