import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Status } from '../../../shared/contract/status.ts';
import { useStatus } from '../../stores/appStores.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { SetupTask } from '../setup/SetupTask.tsx';
import { hrefOf } from '../shell/router.ts';
import { listenerAddress } from './EnginePanel.tsx';

/** For a new installation: stays until mail has come in and a domain has a rule. */
export function FirstSteps({ status }: { status: Status }) {
  const mailSeen = useStatus((state) => state.mailSeen);
  const hasRule = status.rules > 0;
  if (mailSeen === null || (mailSeen && hasRule)) return null;
  const listener = status.listeners.find(({ state }) => state === 'listening');
  const address = listener ? listenerAddress(listener) : null;
  return (
    <section className="panel firstSteps" aria-labelledby="firstStepsTitle">
      <h2 className="panelTitle" id="firstStepsTitle">
        First steps
      </h2>
      <ol className="steps">
        <Step number={1} done={mailSeen} title="Send your mail through Sealpost">
          {address === null ? (
            <p>No listener is open at the moment: see "This relay" below.</p>
          ) : (
            <p>
              In your mail server, printer or program, set the outgoing server (smart host, relay host). No password is
              needed from this machine.
              <span className="copyLine">
                <code>{address}</code>
                <CopyText value={address} what="the address" />
              </span>
            </p>
          )}
        </Step>
        <Step number={2} done={hasRule} title="Choose a domain whose mail must be encrypted">
          <p>All other mail goes out as before: encrypted where the other side offers it.</p>
          {!hasRule && (
            <Button component="a" href={hrefOf('domains', { add: '1' })} size="xs" mt={6}>
              Add a domain
            </Button>
          )}
        </Step>
        <Step number={3} done={false} title="Watch what happens">
          <p>
            The <a href={hrefOf('log')}>live log</a> shows every message as it goes. What cannot be sent safely is kept
            in the <a href={hrefOf('queue')}>queue</a> and tried again.
          </p>
        </Step>
      </ol>
      <SetupTask hasRule={hasRule} />
    </section>
  );
}

function Step({
  number,
  done,
  title,
  children,
}: {
  number: number;
  done: boolean;
  title: string;
  children: ReactNode;
}) {
  return (
    <li className="step" data-done={done || undefined}>
      <span className="stepNumber" aria-hidden>
        {done ? <IconCheck size={16} /> : number}
      </span>
      <div>
        <h3 className="stepTitle">
          {title}
          {done && <span className="visuallyHidden"> (done)</span>}
        </h3>
        {children}
      </div>
    </li>
  );
}
