import { isAppUrl } from './urlGuard.ts';

/** All that a page may ask the machine for: the buttons that copy an address or a certificate write to the clipboard. */
const allowedPermissions: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** `requestingUrl` is the page or origin that asks. */
export function mayUse(permission: string, requestingUrl: string): boolean {
  return allowedPermissions.has(permission) && isAppUrl(requestingUrl);
}
