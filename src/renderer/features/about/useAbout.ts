import { useEffect, useState } from 'react';
import type { About } from '../../../shared/contract/about.ts';
import { useAppStores } from '../../stores/appStores.tsx';

/** What the engine is made of; null until it has answered. */
export function useAbout(): About | null {
  const { engine } = useAppStores();
  const [about, setAbout] = useState<About | null>(null);
  useEffect(
    () =>
      engine.onConnected(() => {
        engine.call('about.get', {}).then(setAbout, () => {
          // The banner says that it does not answer; the next connection asks again.
        });
      }),
    [engine],
  );
  return about;
}
