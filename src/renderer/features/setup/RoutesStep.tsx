import { Button, Checkbox } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconPlus, IconShieldCheck } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useRoutes } from '../../stores/appStores.tsx';
import { displayDomain } from '../../ui/idn.ts';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { RouteForm } from '../routes/RouteForm.tsx';
import '../routes/routes.css';
import { linkModeWords } from '../routes/routeWords.ts';
import { ValidateDialog } from '../routes/ValidateDialog.tsx';
import { hrefOf } from '../shell/router.ts';
import { isValidated, missingFor } from './setup.ts';

interface RoutesStepProps {
  withoutInbound: boolean;
  onWithoutInbound(without: boolean): void;
  onNext(): void;
}

/** The internal servers, or what is missing before there can be any. */
export function RoutesStep({ withoutInbound, onWithoutInbound, onNext }: RoutesStepProps) {
  const { routes, acceptedDomains } = useRoutes((state) => state);
  const [adding, setAdding] = useState(false);
  const [validating, setValidating] = useState(false);
  const missing = missingFor(acceptedDomains, routes);

  return (
    <>
      <div className="setupHead">
        <div>
          <h2 className="panelTitle" id="setupStepTitle">
            Internal server routes
          </h2>
          <p>
            Mail from outside for your own domains goes to these servers. Each is tested for whether TLS can be
            enforced.
          </p>
        </div>
        {routes.length > 0 && (
          <Button leftSection={<IconShieldCheck size={18} />} onClick={() => setValidating(true)}>
            Validate
          </Button>
        )}
      </div>
      {(missing.acceptedDomain || missing.route) && (
        <>
          <p className="strong">This step needs:</p>
          <ul className="setupNeeds" aria-label="What this step needs">
            <Need met={!missing.acceptedDomain} title="An accepted domain">
              {missing.acceptedDomain ? (
                <>
                  A domain of your own, for which Sealpost takes mail. Adding a route adds its domains; you find them in
                  the <a href={hrefOf('settings')}>settings</a>.
                </>
              ) : (
                acceptedDomains.map(displayDomain).join(', ')
              )}
            </Need>
            <Need met={!missing.route} title="A route">
              The mail server inside that takes the mail of that domain: Exchange, for example.
            </Need>
          </ul>
          <div className="setupActions">
            <Button leftSection={<IconPlus size={18} />} onClick={() => setAdding(true)}>
              Add a route
            </Button>
            <a href={hrefOf('routes')}>Go to the routes</a>
          </div>
          <Checkbox
            checked={withoutInbound}
            onChange={(event) => onWithoutInbound(event.currentTarget.checked)}
            label="No mail from outside comes in through Sealpost"
            description="Then there is nothing to validate. Mail that you send is held to TLS; mail that you receive takes another way, and Sealpost cannot protect it."
          />
        </>
      )}
      {routes.length > 0 && (
        <ul className="routeList" aria-label="Internal server routes">
          {routes.map((route) => (
            <li className="setupRoute" key={route.id}>
              <span className="stacked">
                <span className="clipped strong" title={route.name}>
                  {route.name}
                </span>
                <span className="clipped quieter" title={route.domains.map(displayDomain).join(', ')}>
                  {route.domains.map(displayDomain).join(', ')}
                </span>
              </span>
              <span className="clipped" title={`${route.host}:${route.port}`}>{`${route.host}:${route.port}`}</span>
              <ToneMark tone={isValidated(route) ? 'good' : 'wait'}>
                {isValidated(route) ? linkModeWords[route.mode] : 'Not validated'}
              </ToneMark>
            </li>
          ))}
        </ul>
      )}
      {!missing.acceptedDomain && !missing.route && (
        <div className="setupActions">
          <Button variant="default" size="xs" leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)}>
            Add another route
          </Button>
          <a href={hrefOf('routes')}>Change the routes</a>
        </div>
      )}
      <RouteForm opened={adding} route={null} onClose={() => setAdding(false)} />
      <ValidateDialog opened={validating} onClose={() => setValidating(false)} onNext={onNext} />
    </>
  );
}

function Need({ met, title, children }: { met: boolean; title: string; children: ReactNode }) {
  const Icon = met ? IconCircleCheck : IconCircleX;
  return (
    <li className="setupNeed" data-tone={met ? 'good' : 'bad'}>
      <Icon size={19} stroke={1.8} aria-hidden />
      <span>
        <span className="strong">{title}</span>
        <span className="visuallyHidden">{met ? ' (there)' : ' (missing)'}</span>
        <span className="setupNeedText">{children}</span>
      </span>
    </li>
  );
}
