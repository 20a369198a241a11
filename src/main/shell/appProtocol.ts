import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { appFileOf } from './appFiles.ts';
import { appScheme } from './urlGuard.ts';

/** Styles may stand inline: the component library writes its colours so. Scripts may not, and nothing comes from outside. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const securityHeaders = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** Makes `app://sealpost` an origin like https. Electron takes this only before it is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built user interface at `app://sealpost/`. */
export function serveAppFiles(session: Session, rendererDir: string): void {
  session.protocol.handle(appScheme, async (request) => {
    const found = request.method === 'GET' ? appFileOf(request.url, rendererDir) : null;
    if (!found) return new Response('There is nothing here.', { status: 404, headers: securityHeaders });
    try {
      const headers = { ...securityHeaders, 'Content-Type': found.contentType };
      return new Response(await readFile(found.file), { headers });
    } catch {
      return new Response('There is nothing here.', { status: 404, headers: securityHeaders });
    }
  });
}
