import { Loader } from '@mantine/core';
import { useEffect, useState } from 'react';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import type { ConnectionState } from '../../client/engineConnection.ts';
import { useConnection } from '../../stores/appStores.tsx';

/** A restart takes less than this: what is over at once is not worth a word. */
const patienceMs = 600;

/** Says calmly that the engine is away, for as long as it is. */
export function ConnectionBanner() {
  const phase = useConnection((state) => state.phase);
  const everConnected = useConnection((state) => state.everConnected);
  const isLong = useIsLasting(phase !== 'connected');
  const text = isLong ? bannerText(phase, everConnected) : null;
  return (
    <div role="status" aria-live="polite" className="bannerPlace">
      {text !== null && (
        <div className="banner">
          {phase !== 'session-ended' && <Loader size={14} color="currentColor" />}
          <span>{text}</span>
        </div>
      )}
    </div>
  );
}

function bannerText(phase: ConnectionState['phase'], everConnected: boolean): string | null {
  switch (phase) {
    case 'connected':
      return null;
    case 'connecting':
      return 'Waiting for the engine to start…';
    case 'not-answering':
      return everConnected
        ? 'The engine is not answering. Trying again… What you see is from before.'
        : 'The engine is not answering. Trying again…';
    case 'session-ended':
      return 'This page is no longer signed in: the service was started anew. Open the address that it printed.';
    default:
      return assertNever(phase);
  }
}

function useIsLasting(condition: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!condition) {
      setLasting(false);
      return;
    }
    const timer = setTimeout(() => setLasting(true), patienceMs);
    return () => clearTimeout(timer);
  }, [condition]);
  return lasting;
}
