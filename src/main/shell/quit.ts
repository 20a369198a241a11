import { type App, dialog, type MessageBoxOptions, powerMonitor } from 'electron';
import { quitQuestion } from './quitQuestion.ts';
import type { RelayState } from './relayState.ts';

export interface QuitOptions {
  app: App;
  relay(): RelayState;
  waitingMessages(): Promise<number>;
  /** Stops the engine and lets windows close. */
  stop(): Promise<void>;
}

const quitButton = 0;

/**
 * Every way to quit leads through here: the app says how many messages wait, asks the engine to stop, waits for it, and
 * ends. When the system shuts down or sends a signal, it does not ask.
 */
export function handleQuit({ app, relay, waitingMessages, stop }: QuitOptions): void {
  let stopping = false;
  let asking = false;

  const end = () => {
    if (stopping) return;
    stopping = true;
    stop().then(
      () => app.exit(0),
      () => app.exit(1),
    );
  };

  const ask = async () => {
    if (asking) return;
    asking = true;
    try {
      const question = quitQuestion(relay(), await waitingMessages());
      if (question === null || (await confirmed(question))) end();
    } finally {
      asking = false;
    }
  };

  app.on('before-quit', (event) => {
    event.preventDefault();
    if (!stopping) void ask();
  });
  powerMonitor.on('shutdown', () => end());
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
}

async function confirmed(question: { message: string; detail: string }): Promise<boolean> {
  const options: MessageBoxOptions = {
    type: 'question',
    title: 'Quit Sealpost?',
    ...question,
    buttons: ['Quit', 'Cancel'],
    defaultId: quitButton,
    cancelId: 1,
    noLink: true,
  };
  const { response } = await dialog.showMessageBox(options);
  return response === quitButton;
}
