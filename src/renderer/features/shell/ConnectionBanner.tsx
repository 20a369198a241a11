import { Loader } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useConnection, useDesktop } from '../../stores/appStores.tsx';
import { useNow } from '../../ui/useNow.ts';
import { bannerText } from './bannerText.ts';

/** A restart takes less than this: what is over at once is not worth a word. */
const patienceMs = 600;

/** Says calmly that the engine is away, for as long as it is. */
export function ConnectionBanner() {
  const phase = useConnection((state) => state.phase);
  const awaySince = useAwaySince(phase !== 'connected');
  return (
    <div role="status" aria-live="polite" className="bannerPlace">
      {awaySince !== null && <Banner awaySince={awaySince} />}
    </div>
  );
}

function Banner({ awaySince }: { awaySince: number }) {
  const { phase, everConnected } = useConnection((state) => state);
  const host = useDesktop((state) => state.view?.engine ?? null);
  const now = useNow();
  const text = bannerText({ phase, everConnected, host, awaySince, now });
  if (text === null) return null;
  return (
    <div className="banner">
      {phase !== 'session-ended' && <Loader size={14} color="currentColor" />}
      <span>{text}</span>
    </div>
  );
}

/** Epoch milliseconds; null while the engine is there, and for a moment after it went. */
function useAwaySince(isAway: boolean): number | null {
  const [since, setSince] = useState<number | null>(null);
  useEffect(() => {
    if (!isAway) {
      setSince(null);
      return;
    }
    const start = Date.now();
    const timer = setTimeout(() => setSince(start), patienceMs);
    return () => clearTimeout(timer);
  }, [isAway]);
  return since;
}
