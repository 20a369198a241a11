import type { ListenerStatus, Status } from '../../../shared/contract/status.ts';
import { CopyText } from '../../ui/CopyText.tsx';
import { wholeNumber } from '../../ui/quantity.ts';
import { listenerErrorSentences } from '../sentences/notices.ts';
import { hrefOf } from '../shell/router.ts';

export function EnginePanel({ status }: { status: Status }) {
  return (
    <section className="panel" aria-labelledby="engineTitle">
      <h2 className="panelTitle" id="engineTitle">
        This relay
      </h2>
      <dl className="factList">
        <div className="fact">
          <dt>Takes mail on</dt>
          <dd>
            <ul className="listeners">
              {status.listeners.map((listener) => (
                <Listener key={`${listener.host}:${listener.port}`} listener={listener} />
              ))}
            </ul>
          </dd>
        </div>
        <div className="fact">
          <dt>Its name</dt>
          <dd>{status.hostname}</dd>
        </div>
        <div className="fact">
          <dt>Domains with a rule</dt>
          <dd>
            <a href={hrefOf('domains')}>{wholeNumber(status.rules)}</a>
          </dd>
        </div>
        <div className="fact">
          <dt>Data folder</dt>
          <dd className="breakAnywhere">{status.dataDir}</dd>
        </div>
      </dl>
    </section>
  );
}

function Listener({ listener }: { listener: ListenerStatus }) {
  const address = listenerAddress(listener);
  return (
    <li className="listener" data-tone={listener.state === 'listening' ? 'good' : 'bad'}>
      <span className="stateDot" aria-hidden />
      <span className="listenerAddress">{address}</span>
      {listener.state === 'listening' ? (
        <CopyText value={address} what="the address" />
      ) : (
        <span className="listenerError">{listenerErrorSentences[listener.error ?? 'internal']}</span>
      )}
    </li>
  );
}

/** `127.0.0.1:2525`, `[::1]:2525`. */
export function listenerAddress({ host, port }: ListenerStatus): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
