import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useRoutes } from '../../stores/appStores.tsx';
import { hrefOf } from '../shell/router.ts';
import { missingFor } from './setup.ts';
import './setup.css';

/** Offers the task where a new admin sees it, and says what it will ask for first. */
export function SetupTask() {
  const { acceptedDomains, routes, loaded, open } = useRoutes((state) => state);
  useEffect(() => open(), [open]);
  const { acceptedDomain, route } = missingFor(acceptedDomains, routes);
  const needed = [acceptedDomain && 'an accepted domain', route && 'a route to your mail server'].filter(Boolean);
  return (
    <div className="setupTask">
      <div>
        <h3 className="stepTitle">
          Set Up Your TLS Policies <span className="setupOptional">Optional</span>
        </h3>
        <p>
          Validates your internal servers and adds many domains at once, step by step.
          {loaded && needed.length > 0 && ` It needs ${needed.join(' and ')}: it leads you there.`}
        </p>
      </div>
      <Button component="a" href={hrefOf('setup')} variant="default">
        Start
      </Button>
    </div>
  );
}
