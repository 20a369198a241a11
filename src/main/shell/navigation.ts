import { type App, type Session, shell, type WebContents } from 'electron';
import { mayUse } from './permissions.ts';
import { guideUrl, isAppUrl, mayOpenOutside } from './urlGuard.ts';

/**
 * Keeps every page of the app where it is: no navigation away, no window, no web view. A link to the user guide calls
 * `onGuide`.
 */
export function guardNavigation(app: App, onGuide: () => void): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, onGuide));
}

function guardContents(contents: WebContents, onGuide: () => void): void {
  const stay = (event: { preventDefault(): void; url: string }) => {
    if (!isAppUrl(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (url === guideUrl) onGuide();
    else if (mayOpenOutside(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

/** Denies what a page can ask the machine for: camera, location, notifications, devices and the like. */
export function limitPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => {
    answer(mayUse(permission, requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) => mayUse(permission, requestingOrigin));
  session.setDevicePermissionHandler(() => false);
}
