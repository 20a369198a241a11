import type { WebContents } from 'electron';
import { desktopCallChannel, desktopEventChannel } from '../../shared/contract/bridgeIpc.ts';
import type { DesktopAnswer, DesktopEvent } from '../../shared/contract/desktop.ts';
import { isTrustedSender } from './sender.ts';

export interface DesktopIpc {
  /** Dropped where the page is not there to hear it. */
  tell(event: DesktopEvent): void;
}

/** Answers the page's calls to the shell: those of our own page in this window, and no others. */
export function serveDesktop(
  contents: WebContents,
  call: (raw: unknown) => Promise<DesktopAnswer>,
  onRefusedSender: (url: string | undefined) => void,
): DesktopIpc {
  // On this window's own channel: no other window has anybody to ask.
  contents.ipc.handle(desktopCallChannel, (event, raw: unknown): Promise<DesktopAnswer> => {
    if (isTrustedSender(event.senderFrame, event.sender === contents)) return call(raw);
    onRefusedSender(event.senderFrame?.url);
    return Promise.resolve({ ok: false, error: { code: 'permission-denied', message: 'This page is not ours.' } });
  });

  return {
    tell(event) {
      if (contents.isDestroyed()) return;
      if (!contents.isLoading()) contents.send(desktopEventChannel, event);
      else contents.once('did-finish-load', () => contents.send(desktopEventChannel, event));
    },
  };
}
