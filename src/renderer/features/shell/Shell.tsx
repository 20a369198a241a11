import { useEffect, useRef } from 'react';
import { useStatus } from '../../stores/appStores.tsx';
import { followFocus } from '../../ui/lostFocus.ts';
import { PauseBanner } from '../pause/PauseBanner.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { Navigation } from './Navigation.tsx';
import { pages } from './pages.tsx';
import { usePlace } from './router.ts';

export function Shell() {
  const { page, params } = usePlace();
  const demo = useStatus((state) => state.status?.demo ?? false);
  const current = pages.find(({ id }) => id === page);
  const main = useRef<HTMLElement>(null);

  useEffect(() => {
    document.title = current ? `${current.title} - Sealpost` : 'Sealpost';
  }, [current]);

  useEffect(followFocus, []);

  if (!current) return null;
  return (
    <div className="shell">
      <button type="button" className="skipLink" onClick={() => main.current?.focus()}>
        Skip to the page
      </button>
      <Navigation current={page} />
      <div className="stage">
        <ConnectionBanner />
        <PauseBanner />
        {demo && (
          <div className="demoBar">
            Demo: every server and message here is made up, and nothing leaves this machine.
          </div>
        )}
        <main id="main" ref={main} tabIndex={-1} className="main" key={page}>
          <current.Component params={params} />
        </main>
      </div>
    </div>
  );
}
