/** The address of our own page: `app://sealpost/`. */
export const appScheme = 'app';
const appHost = 'sealpost';
export const appUrl = `${appScheme}://${appHost}/`;

/** The user guide, as the build makes it of the docs. */
export const guideUrl = `${appUrl}guide/user-guide.html`;

/** Pages that a link in the app may open in the system's browser. None so far. */
const externalOrigins: ReadonlySet<string> = new Set<string>();

/** True for an address of our own page, and only that: no other host, port or user name. */
export function isAppUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return (
    parsed !== null &&
    parsed.protocol === `${appScheme}:` &&
    parsed.hostname === appHost &&
    parsed.port === '' &&
    parsed.username === '' &&
    parsed.password === ''
  );
}

/** True for a blob that a page of ours made: a file to save. */
export function isOwnBlob(url: string): boolean {
  return url.startsWith(`blob:${appUrl}`);
}

/** True for an https address that may be handed to the system's browser. */
export function mayOpenOutside(url: string, allowedOrigins: ReadonlySet<string> = externalOrigins): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && parsed.protocol === 'https:' && allowedOrigins.has(parsed.origin);
}
