import { useState } from 'react';
import { type PauseChoice, pauseInput } from '../../../shared/domain/pauseChoices.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import { tellFailed } from '../../ui/notify.ts';

/** Pauses and resumes; the status says at once how it stands. */
export function usePause() {
  const { engine, status } = useAppStores();
  const [busy, setBusy] = useState(false);

  const ask = async (title: string, work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
      status.setState({ status: await engine.call('status.get', {}) });
    } catch (error) {
      tellFailed(title, error);
    } finally {
      setBusy(false);
    }
  };

  return {
    busy,
    pause: (choice: PauseChoice) =>
      ask('Deliveries were not paused', () => engine.call('delivery.pause', pauseInput(choice, Date.now()))),
    resume: () => ask('Deliveries were not resumed', () => engine.call('delivery.resume', {})),
  };
}
