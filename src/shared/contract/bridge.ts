/**
 * What the preload gives the page as `window.sealpost`, and all that a page in Electron can reach: frames of the
 * contract to and from the engine, whichever process it runs in.
 */
export interface SealpostBridge {
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
