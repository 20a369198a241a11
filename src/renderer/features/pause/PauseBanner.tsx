import { Button } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { useConnection, useStatus } from '../../stores/appStores.tsx';
import { useNow } from '../../ui/useNow.ts';
import { pauseSentence, pauseWarning } from './pauseWords.ts';
import { usePause } from './usePause.ts';

/** On every page while deliveries are paused, with the way out. */
export function PauseBanner() {
  const pause = useStatus(({ status }) => status?.pause ?? null);
  const isConnected = useConnection(({ phase }) => phase === 'connected');
  const { busy, resume } = usePause();
  const now = useNow();
  const warning = pause && pauseWarning(pause);
  return (
    <div role="status" aria-live="polite" className="bannerPlace">
      {pause && (
        <div className="banner pauseBanner">
          <IconPlayerPause size={18} aria-hidden />
          <span className="pauseText">
            {pauseSentence(pause, now)} {warning !== null && <strong>{warning}</strong>}
          </span>
          <Button
            size="compact-sm"
            variant="default"
            loading={busy}
            disabled={!isConnected}
            onClick={() => void resume()}
          >
            Resume
          </Button>
        </div>
      )}
    </div>
  );
}
