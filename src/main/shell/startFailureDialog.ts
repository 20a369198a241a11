import { dialog } from 'electron';
import type { EngineStartFailure } from '../engine-host/types.ts';
import { startFailureText } from './startFailureText.ts';

const tryAgainButton = 0;

/** Says in plain words why no mail is relayed. Resolves with what the admin wants now. */
export async function askAboutStartFailure(failure: EngineStartFailure): Promise<'try-again' | 'quit'> {
  const { message, advice } = startFailureText(failure);
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Sealpost',
    message,
    detail: `${advice}\n\n${failure.message}`,
    buttons: ['Try again', 'Quit'],
    defaultId: tryAgainButton,
    cancelId: 1,
    noLink: true,
  });
  return response === tryAgainButton ? 'try-again' : 'quit';
}
