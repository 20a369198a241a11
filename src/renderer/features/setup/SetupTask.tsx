import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useRoutes } from '../../stores/appStores.tsx';
import { hrefOf } from '../shell/router.ts';
import { missingFor, whyNotDomains } from './setup.ts';
import './setup.css';

/** Offers the task where a new admin sees it, and says what it will ask for first. */
export function SetupTask({ hasRule }: { hasRule: boolean }) {
  const { acceptedDomains, routes, loaded, open } = useRoutes((state) => state);
  useEffect(() => open(), [open]);
  const { acceptedDomain, route } = missingFor(acceptedDomains, routes);
  const needed = [acceptedDomain && 'an accepted domain', route && 'a route to your mail server'].filter(Boolean);
  const done = hasRule && loaded && whyNotDomains(routes, false) === null;
  return (
    <div className="setupTask">
      <div>
        <h3 className="stepTitle">
          Set Up Your TLS Policies <span className="setupOptional">{done ? 'Done' : 'Optional'}</span>
        </h3>
        <p>
          {done
            ? 'Your internal servers are validated, and domains are listed. It can be gone through again at any time.'
            : 'Validates your internal servers and adds many domains at once, step by step.'}
          {loaded && needed.length > 0 && ` It needs ${needed.join(' and ')}: it leads you there.`}
        </p>
      </div>
      <Button component="a" href={hrefOf('setup')} variant="default">
        {done ? 'Go through it again' : 'Start'}
      </Button>
    </div>
  );
}
