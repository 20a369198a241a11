import type { ListedRule } from '../../../shared/contract/rule.ts';
import { useRoutes, useStatus } from '../../stores/appStores.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { counted, wholeNumber } from '../../ui/quantity.ts';
import { listenerAddress } from '../overview/EnginePanel.tsx';
import { linkModeWords } from '../routes/routeWords.ts';
import { modeWords } from '../sentences/modes.ts';
import { hrefOf } from '../shell/router.ts';
import { inForce, listenerToUse } from './setup.ts';

const namedAtMost = 5;

/** What holds from now on, what would not pass, and what is left to do. */
export function FinishStep({ rules, withoutInbound }: { rules: readonly ListedRule[]; withoutInbound: boolean }) {
  const routes = useRoutes((state) => state.routes);
  const listeners = useStatus((state) => state.status?.listeners ?? []);
  const { byMode, off, wouldWait, takeNoMail, unknown } = inForce(rules);
  const { listener, isLocal } = listenerToUse(listeners);
  const address = listener ? listenerAddress(listener) : null;
  const hasInbound = routes.length > 0 && !withoutInbound;

  return (
    <>
      <h2 className="panelTitle" id="setupStepTitle">
        What is enforced now
      </h2>
      <ul className="setupSummary" aria-label="What is enforced now">
        {byMode.map(({ mode, count }) => (
          <li key={mode}>
            <span className="strong">{counted(count, 'domain')}</span>: {modeWords[mode].name}
          </li>
        ))}
        {off > 0 && (
          <li>
            <span className="strong">{counted(off, 'domain')}</span>: switched off
          </li>
        )}
        {hasInbound ? (
          routes.map((route) => (
            <li key={route.id}>
              <span className="strong breakAnywhere">{route.name}</span>: {linkModeWords[route.mode]} on the way to{' '}
              <span className="breakAnywhere">{route.host}</span>
            </li>
          ))
        ) : (
          <li>Mail that comes in takes another way: nothing is enforced for it here.</li>
        )}
      </ul>
      {wouldWait.length > 0 && (
        <p className="setupWarning" data-tone="wait">
          Mail to {names(wouldWait)} would wait at the moment: their servers do not do what the mode asks.{' '}
          <a href={hrefOf('domains')}>Look at the domains</a> for why, and choose another mode or ask their admins.
        </p>
      )}
      {takeNoMail.length > 0 && (
        <p className="setupWarning" data-tone="bad">
          Mail to {names(takeNoMail)} would be returned to its sender at once:{' '}
          {takeNoMail.length === 1 ? 'it takes' : 'they take'} no mail, or {takeNoMail.length === 1 ? 'does' : 'do'} not
          exist. <a href={hrefOf('domains')}>Look at the domains</a>, and check how they are written.
        </p>
      )}
      {unknown > 0 && (
        <p className="quieter">
          Of {counted(unknown, 'domain')} it is not known yet: the test is under way, had no answer, or there is none
          for a wildcard.
        </p>
      )}
      <h2 className="panelTitle">What to do next</h2>
      <ol className="setupNext">
        <li>
          {address === null ? (
            <>
              Open a listener in the <a href={hrefOf('settings')}>settings</a>: none is open at the moment.
            </>
          ) : (
            <>
              In your mail server, set Sealpost as the outgoing server (smart host, relay host):
              <span className="copyLine">
                <code>{address}</code>
                <CopyText value={address} what="the address" />
              </span>
              {isLocal && (
                <>
                  {' '}
                  Only programs on this machine reach it. For other machines add a listener and who may send in the{' '}
                  <a href={hrefOf('settings')}>settings</a>.
                </>
              )}
            </>
          )}
        </li>
        {hasInbound && (
          <li>
            Let mail from outside reach Sealpost: port 25 of your internet address leads to a listener of this machine.
          </li>
        )}
        <li>
          Send a message to one of the domains and watch it in the <a href={hrefOf('log')}>live log</a>.
        </li>
      </ol>
    </>
  );
}

function names(rules: readonly ListedRule[]): string {
  const first = rules.slice(0, namedAtMost).map(({ displayPattern }) => displayPattern);
  const more = rules.length - first.length;
  return more > 0 ? `${first.join(', ')} and ${wholeNumber(more)} more` : first.join(', ');
}
