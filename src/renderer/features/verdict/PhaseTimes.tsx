import type { ProbeTimings } from '../../../shared/contract/verdict.ts';
import { phaseTime } from './verdictWords.ts';

const phases: readonly { key: keyof ProbeTimings; label: string }[] = [
  { key: 'dnsMs', label: 'DNS' },
  { key: 'connectMs', label: 'Connect' },
  { key: 'greetingMs', label: 'Greeting' },
  { key: 'helloMs', label: 'EHLO' },
  { key: 'handshakeMs', label: 'Handshake' },
  { key: 'totalMs', label: 'In all' },
];

/** How long each phase took; a phase that was not reached is left out. */
export function PhaseTimes({ timings }: { timings: ProbeTimings }) {
  return (
    <dl className="phaseTimes">
      {phases.map(({ key, label }) => {
        const ms = timings[key];
        return ms === null ? null : (
          <div key={key}>
            <dt>{label}</dt>
            <dd className="numeric">{phaseTime(ms)}</dd>
          </div>
        );
      })}
    </dl>
  );
}
