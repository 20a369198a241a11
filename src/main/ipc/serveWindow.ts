import { ipcMain, type WebContents } from 'electron';
import { frameChannel } from '../../shared/contract/bridgeIpc.ts';
import { createPageLink, type EngineReach } from './pageLink.ts';
import { isTrustedSender } from './sender.ts';

export interface WindowIpc {
  engineReach(reach: EngineReach): void;
}

/** Connects a window's page with the engine, until the window is destroyed. */
export function serveWindow(contents: WebContents, onRefusedSender: (url: string | undefined) => void): WindowIpc {
  const link = createPageLink((message) => {
    if (!contents.isDestroyed()) contents.send(frameChannel, message);
  });

  const onFrame = (event: Electron.IpcMainEvent, frame: unknown) => {
    if (isTrustedSender(event.senderFrame, event.sender === contents)) link.receive(frame);
    else onRefusedSender(event.senderFrame?.url);
  };
  ipcMain.on(frameChannel, onFrame);
  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) link.pageGone();
  });
  contents.on('dom-ready', () => link.pageReady());
  contents.on('render-process-gone', () => link.pageGone());
  contents.once('destroyed', () => {
    ipcMain.off(frameChannel, onFrame);
    link.pageGone();
  });
  return { engineReach: link.engineReach };
}
