/**
 * What the preload gives the page as `window.sealpost`, and all that a page in Electron can reach: frames of the contract
 * to and from the engine, whichever process it runs in, and the few calls of `desktop.ts` to the shell.
 */
export interface SealpostBridge extends FrameBridge {
  desktop: DesktopBridge;
}

/** The shell's side of things. Both ends check what comes with the schemas of `desktop.ts`. */
export interface DesktopBridge {
  /** Resolves with a `DesktopAnswer`. */
  call(name: string, input: unknown): Promise<unknown>;
  /** Hears each `DesktopEvent`. */
  onEvent(listener: (event: unknown) => void): void;
}

export interface FrameBridge {
  /** Sends one client frame. Dropped while no engine answers: calls are refused by the client, not by the bridge. */
  post(frame: unknown): void;
  onFrame(listener: (frame: unknown) => void): void;
  /** Called each time the engine is gone. */
  onClose(listener: () => void): void;
  /** Called each time an engine answers; at once, though not synchronously, if one does already. */
  onOpen(listener: () => void): void;
  /** Node's `process.platform`. */
  platform: string;
}
