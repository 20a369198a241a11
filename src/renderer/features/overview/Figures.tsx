import type { ReactNode } from 'react';
import type { Status } from '../../../shared/contract/status.ts';
import { percent, wholeNumber } from '../../ui/quantity.ts';
import type { Tone } from '../sentences/outcomes.ts';
import { hrefOf } from '../shell/router.ts';

/** Four figures, each leading to what it counts. */
export function Figures({ status }: { status: Status }) {
  const { last24Hours: day, queue } = status;
  return (
    <ul className="figures" aria-label="Figures">
      <Figure
        label="Delivered"
        href={hrefOf('log', { outcome: 'delivered' })}
        value={wholeNumber(day.delivered)}
        note="in the last 24 hours"
      />
      <Figure
        label="Sent encrypted"
        href={hrefOf('log', { outcome: 'delivered' })}
        value={day.delivered > 0 ? percent(day.deliveredOverTls, day.delivered) : '–'}
        note={
          day.delivered > 0 ? (
            <Share part={day.deliveredOverTls} whole={day.delivered} />
          ) : (
            'nothing delivered in 24 hours'
          )
        }
      />
      <Figure
        label="TLS failures"
        href={hrefOf('log', { tls: '1' })}
        value={wholeNumber(day.tlsFailures)}
        note="in the last 24 hours"
        tone={day.tlsFailures > 0 ? 'wait' : 'plain'}
      />
      <Figure label="In the queue" href={hrefOf('queue')} value={wholeNumber(queue.messages)} note={queueNote(queue)} />
    </ul>
  );
}

function queueNote(queue: Status['queue']): string {
  if (queue.messages === 0) return 'nothing waits';
  const parts = [
    queue.tlsFailures > 0 ? `${wholeNumber(queue.tlsFailures)} because of TLS` : null,
    queue.held > 0 ? `${wholeNumber(queue.held)} on hold` : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(', ') : queue.messages === 1 ? 'message waits' : 'messages wait';
}

interface FigureProps {
  label: string;
  href: string;
  value: string;
  note: ReactNode;
  tone?: Tone;
}

function Figure({ label, href, value, note, tone = 'plain' }: FigureProps) {
  return (
    <li>
      <a className="figure" href={href} data-tone={tone}>
        <span className="figureLabel">{label}</span>
        <span className="figureValue">{value}</span>
        <span className="figureNote">{note}</span>
      </a>
    </li>
  );
}

function Share({ part, whole }: { part: number; whole: number }) {
  return (
    <span className="share">
      <span className="shareBar" aria-hidden>
        <span style={{ width: `${(part / whole) * 100}%` }} />
      </span>
      {wholeNumber(part)} of {wholeNumber(whole)}
    </span>
  );
}
