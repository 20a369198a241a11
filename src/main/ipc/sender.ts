import { isAppUrl } from '../shell/urlGuard.ts';

/** What Electron says about who sent a message. Null where the frame is gone by now. */
export interface SenderFrame {
  url: string;
  /** Null for the page itself, set for a frame inside it. */
  parent: object | null;
}

/** True for our own page in our own window. A frame inside it, another page or a frame that is gone is nobody. */
export function isTrustedSender(frame: SenderFrame | null, fromOwnWindow: boolean): boolean {
  return fromOwnWindow && frame !== null && frame.parent === null && isAppUrl(frame.url);
}
