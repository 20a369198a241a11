import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ContractApi } from '../../../../shared/contract/server.ts';
import { EngineStartError } from '../../engine.types.ts';
import type { Clock, Logger } from '../../runtime.ts';
import { formatHostPort, type HostPort } from '../optionValues.ts';
import { createAccess } from './access.ts';
import { createContractSockets } from './contractSockets.ts';
import { listen } from './listen.ts';
import { needsLinkPage, notBuiltPage, onwardPage } from './pages.ts';
import { hasOwnHost, hasOwnOrigin, loopbackAddress, ownHosts, senderOf } from './requestChecks.ts';
import { send, sendJson, setSecurityHeaders } from './responses.ts';
import { listStaticFiles } from './staticFiles.ts';

export interface WebServerOptions {
  listen: HostPort;
  /** The built user interface. */
  rendererDir: string;
  api: ContractApi;
  clock: Clock;
  logger: Logger;
}

export interface WebServer {
  /** `http://127.0.0.1:8025/` */
  address: string;
  /** For `engine.json`: see `Access`. */
  bearerToken: string;
  /** The address with a one-time token: the first one of this start. */
  firstLink: string;
  close(): Promise<void>;
}

const contractPath = '/contract';
/** With the WebSockets, and with those that say nothing until their time is over: more are not answered. */
const maxConnections = 200;

/** Serves the user interface and the contract to this machine only. @throws {EngineStartError} */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const { clock, logger } = options;
  const host = loopbackAddress(options.listen.host);
  if (host === null) {
    throw new EngineStartError(
      'address-not-available',
      `--web ${formatHostPort(options.listen)}: the user interface is for this machine only; use 127.0.0.1 or [::1].`,
    );
  }
  const access = createAccess(clock);
  const files = listStaticFiles(options.rendererDir);
  const sockets = createContractSockets(options.api, clock, logger);
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 15_000, maxHeaderSize: 16 * 1024 });
  server.maxConnections = maxConnections;
  const port = await listen(server, { host, port: options.listen.port });
  const hosts = ownHosts({ host, port });
  const address = `http://${formatHostPort({ host, port })}/`;
  // Cookies are shared by all ports of a host: the name keeps two engines apart.
  const cookieName = `sealpost-${port}`;
  const linkOf = (token: string) => `${address}?token=${token}`;

  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      logger.error({ err: error }, 'A web request failed.');
      if (response.headersSent) response.destroy();
      else send(response, 500, 'text/plain; charset=utf-8', 'Something went wrong.\n');
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Without its body an answer needs nothing more from the request.
    request.resume();
    if (!hasOwnHost(request, hosts)) {
      send(response, 421, 'text/plain; charset=utf-8', 'This is not the host you asked for.\n');
      return;
    }
    setSecurityHeaders(response, request.headers.host ?? '');
    const url = URL.parse(`${address.slice(0, -1)}${request.url ?? ''}`);
    if (!url) {
      send(response, 400, 'text/plain; charset=utf-8', 'That address cannot be read.\n');
      return;
    }
    const sender = senderOf(request, access, cookieName);
    if (url.pathname === '/link' || url.pathname === '/health') {
      answerProgram(url.pathname, request, response, sender === 'bearer');
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      send(response, 405, 'text/plain; charset=utf-8', 'Only GET and HEAD work here.\n');
      return;
    }
    const linkToken = url.pathname === '/' && request.method === 'GET' ? url.searchParams.get('token') : null;
    if (linkToken !== null) {
      enter(request, response, linkToken, sender !== null);
      return;
    }
    if (sender === null) {
      send(response, 401, 'text/html; charset=utf-8', needsLinkPage);
      return;
    }
    await sendFile(response, decodedPath(url.pathname), request.method === 'HEAD');
  }

  /** Turns a one-time token into a session. A browser that has one already may open the used link again. */
  function enter(request: IncomingMessage, response: ServerResponse, linkToken: string, hasSession: boolean): void {
    const cookie = hasSession ? null : access.exchange(linkToken);
    if (cookie === null && !hasSession) {
      send(response, 401, 'text/html; charset=utf-8', needsLinkPage);
      return;
    }
    if (cookie !== null) response.setHeader('Set-Cookie', `${cookieName}=${cookie}; HttpOnly; SameSite=Strict; Path=/`);
    if (request.headers['sec-fetch-site'] === 'cross-site') {
      // Clicked on a page of another site, a terminal in the browser for example: a redirect would still count as that
      // site's, and a strict cookie stay behind. From our own page it comes along.
      send(response, 200, 'text/html; charset=utf-8', onwardPage);
      return;
    }
    response.setHeader('Location', '/');
    send(response, 303, 'text/plain; charset=utf-8', '');
  }

  /** For the owner's programs, which hold the bearer token. A browser's session is not enough to make more links. */
  function answerProgram(path: string, request: IncomingMessage, response: ServerResponse, allowed: boolean): void {
    const method = path === '/link' ? 'POST' : 'GET';
    if (!allowed) sendJson(response, 401, { error: 'The bearer token from engine.json is needed.' });
    else if (request.method !== method) {
      response.setHeader('Allow', method);
      sendJson(response, 405, { error: `Only ${method} works here.` });
    } else if (path === '/link') sendJson(response, 200, { url: linkOf(access.newLinkToken()) });
    else sendJson(response, 200, { pid: process.pid });
  }

  async function sendFile(response: ServerResponse, path: string | null, headOnly: boolean): Promise<void> {
    if (files.size === 0 && path === '/') {
      send(response, 503, 'text/html; charset=utf-8', notBuiltPage);
      return;
    }
    const found = path === null ? undefined : files.get(path);
    if (!found) {
      send(response, 404, 'text/plain; charset=utf-8', 'There is nothing here.\n');
      return;
    }
    response.setHeader('Content-Type', found.contentType);
    response.setHeader('Cache-Control', found.immutable ? 'private, max-age=31536000, immutable' : 'no-cache');
    if (headOnly) {
      response.end();
      return;
    }
    await pipeline(createReadStream(found.file), response).catch((error: unknown) => {
      // A browser that walks away in the middle is no fault of ours.
      if (!isPrematureClose(error)) throw error;
    });
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refuse = (status: string) => {
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    };
    socket.on('error', () => socket.destroy());
    const sender = senderOf(request, access, cookieName);
    if (!hasOwnHost(request, hosts)) refuse('421 Misdirected Request');
    else if (request.url !== contractPath) refuse('404 Not Found');
    else if (request.headers.origin !== undefined && !hasOwnOrigin(request)) refuse('403 Forbidden');
    else if (sender === null) refuse('401 Unauthorized');
    // A browser always says where a WebSocket comes from: without it, the cookie was copied.
    else if (sender === 'browser' && request.headers.origin === undefined) refuse('403 Forbidden');
    else if (!sockets.hasRoom()) refuse('503 Service Unavailable');
    else sockets.accept(request, socket, head);
  });

  return {
    address,
    bearerToken: access.bearerToken,
    firstLink: linkOf(access.newLinkToken(true)),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await sockets.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function decodedPath(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
