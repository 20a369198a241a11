import { contextBridge, ipcRenderer } from 'electron';
import type { SealpostBridge } from '../shared/contract/bridge.ts';
import { desktopCallChannel, desktopEventChannel, frameChannel, type ToPage } from '../shared/contract/bridgeIpc.ts';

/** Runs in the sandbox: it carries frames and knows nothing of what is in them. The shell checks every one. */

const frameListeners: ((frame: unknown) => void)[] = [];
const openListeners: (() => void)[] = [];
const closeListeners: (() => void)[] = [];
const eventListeners: ((event: unknown) => void)[] = [];
/** What the shell said last, for a listener that comes later. */
let link: 'unknown' | 'open' | 'closed' = 'unknown';

ipcRenderer.on(frameChannel, (_event, message: ToPage) => {
  if (message.kind === 'frame') {
    for (const listener of frameListeners) listener(message.frame);
    return;
  }
  link = message.kind === 'open' ? 'open' : 'closed';
  for (const listener of message.kind === 'open' ? openListeners : closeListeners) listener();
});

ipcRenderer.on(desktopEventChannel, (_event, said: unknown) => {
  for (const listener of eventListeners) listener(said);
});

const bridge: SealpostBridge = {
  platform: process.platform,
  desktop: {
    call: (name, input) => ipcRenderer.invoke(desktopCallChannel, { name, input }),
    onEvent: (listener) => void eventListeners.push(listener),
  },
  post: (frame) => ipcRenderer.send(frameChannel, frame),
  onFrame: (listener) => void frameListeners.push(listener),
  onOpen(listener) {
    openListeners.push(listener);
    if (link === 'open') queueMicrotask(listener);
  },
  onClose(listener) {
    closeListeners.push(listener);
    if (link === 'closed') queueMicrotask(listener);
  },
};

contextBridge.exposeInMainWorld('sealpost', bridge);
