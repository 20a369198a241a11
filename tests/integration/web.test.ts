import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type ClientRequestArgs, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { maxSockets } from '../../src/main/engine/entry/web/contractSockets.ts';
import { socketChannel } from '../../src/main/engine/entry/web/socketChannel.ts';
import { startWebServer, type WebServer } from '../../src/main/engine/entry/web/webServer.ts';
import { silentLogger, systemClock } from '../../src/main/engine/runtime.ts';
import { createEngineClient } from '../../src/shared/contract/client.ts';
import { ContractError } from '../../src/shared/contract/errors.ts';
import { fakeApi } from '../support/fakeEngine.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const api = fakeApi({
  'rules.list': ({ search }) => ({ rules: [], total: search === undefined ? 0 : search.length }),
  'rules.get': ({ id }) => {
    throw new ContractError({ code: 'not-found', field: 'id', message: `There is no rule ${id}.` });
  },
  'routes.list': () => {
    throw new Error('a bug with the path /home/secret in it');
  },
});

let web: WebServer;

beforeEach(async () => {
  const dir = temporaryFolder();
  const rendererDir = join(dir, 'renderer');
  mkdirSync(join(rendererDir, 'assets'), { recursive: true });
  writeFileSync(join(dir, 'outside.txt'), 'not to be served');
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><title>Sealpost</title>');
  writeFileSync(join(rendererDir, 'assets', 'index-Ab3dE_9x.js'), 'export {};');
  web = await startWebServer({
    listen: { host: '127.0.0.1', port: 0 },
    rendererDir,
    api,
    clock: systemClock,
    logger: silentLogger,
  });
});

afterEach(() => web.close());

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** As `fetch`, but sends the path and the Host header as they are given. */
function ask(path: string, options: ClientRequestArgs = {}): Promise<Answer> {
  const { hostname, port } = new URL(web.address);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path, ...options }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    request.on('error', reject);
    request.end();
  });
}

function pathOf(link: string): string {
  const url = new URL(link);
  return url.pathname + url.search;
}

function cookieOf(answer: Answer): string {
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

async function signIn(): Promise<{ Cookie: string }> {
  return { Cookie: cookieOf(await ask(pathOf(web.firstLink))) };
}

const bearer = () => ({ Authorization: `Bearer ${web.bearerToken}` });
const ownOrigin = () => web.address.slice(0, -1);

describe('the one-time link', () => {
  it('gives a session that is for this browser only and survives a reload', async () => {
    const entered = await ask(pathOf(web.firstLink));
    expect(entered.status).toBe(303);
    expect(entered.headers.location).toBe('/');
    expect(entered.headers['cache-control']).toBe('no-store');
    expect(entered.headers['set-cookie']?.[0]).toMatch(/^sealpost-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    for (let reload = 0; reload < 2; reload += 1) {
      const page = await ask('/', { headers: { Cookie: cookieOf(entered) } });
      expect(page.status).toBe(200);
      expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(page.body).toContain('<title>Sealpost</title>');
    }
  });

  it('works from a page of another site too, where a redirect would leave the cookie behind', async () => {
    const entered = await ask(pathOf(web.firstLink), { headers: { 'Sec-Fetch-Site': 'cross-site' } });
    expect(entered.status).toBe(200);
    expect(entered.body).toContain('<meta http-equiv="refresh" content="0; url=/">');
    expect((await ask('/', { headers: { Cookie: cookieOf(entered) } })).status).toBe(200);
  });

  it('works once', async () => {
    const session = await signIn();
    const again = await ask(pathOf(web.firstLink));
    expect(again.status).toBe(401);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(again.body).toContain('sealpost link');
    // The browser that has a session may open its old link again.
    expect((await ask(pathOf(web.firstLink), { headers: session })).status).toBe(303);
  });

  it('is not guessed', async () => {
    expect((await ask('/?token=')).status).toBe(401);
    expect((await ask(`/?token=${'A'.repeat(43)}`)).status).toBe(401);
    expect((await ask('/', { headers: { Cookie: `${cookieOf(await ask(pathOf(web.firstLink)))}x` } })).status).toBe(
      401,
    );
  });

  it('is made anew for the bearer of the token, and for nobody else', async () => {
    const made = await ask('/link', { method: 'POST', headers: bearer() });
    expect(made.status).toBe(200);
    const { url } = JSON.parse(made.body);
    expect((await ask(pathOf(url))).status).toBe(303);
    expect((await ask(pathOf(url))).status).toBe(401);

    expect((await ask('/link', { method: 'POST' })).status).toBe(401);
    expect((await ask('/link', { method: 'POST', headers: await signIn() })).status).toBe(401);
    expect((await ask('/link', { method: 'POST', headers: { Authorization: 'Bearer wrong' } })).status).toBe(401);
    expect((await ask('/link', { headers: bearer() })).status).toBe(405);
  });

  it('is for the whole token, not for a part of it', async () => {
    const token = web.bearerToken;
    for (const near of [token.slice(0, 1), token.slice(0, -1), token.slice(1), `${token}A`, token.toLowerCase(), '']) {
      const headers = { Authorization: `Bearer ${near}` };
      expect((await ask('/link', { method: 'POST', headers })).status, near).toBe(401);
    }
    for (const scheme of ['Basic', 'Token', '']) {
      const headers = { Authorization: `${scheme} ${token}` };
      expect((await ask('/link', { method: 'POST', headers })).status, scheme).toBe(401);
    }
    expect((await ask('/link', { method: 'POST', headers: bearer() })).status).toBe(200);
  });
});

describe('files', () => {
  it('are not for strangers', async () => {
    for (const path of ['/', '/index.html', '/assets/index-Ab3dE_9x.js']) {
      const answer = await ask(path);
      expect(answer.status).toBe(401);
      expect(answer.body).toContain('one-time link');
    }
  });

  it('have their type, a strict policy, and the cache they deserve', async () => {
    const headers = await signIn();
    const page = await ask('/', { headers });
    const policy = page.headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect(page.headers['referrer-policy']).toBe('no-referrer');
    expect(page.headers['cache-control']).toBe('no-cache');
    expect(page.headers['access-control-allow-origin']).toBeUndefined();

    const script = await ask('/assets/index-Ab3dE_9x.js', { headers });
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    expect((await ask('/', { headers, method: 'HEAD' })).body).toBe('');
    expect((await ask('/', { headers, method: 'POST' })).status).toBe(405);
  });

  it('are not asked for with headers without end', async () => {
    const headers = { ...(await signIn()), 'X-Long': 'x'.repeat(17 * 1024) };
    expect((await ask('/', { headers })).status).toBe(431);
  });

  it.each([
    '/../outside.txt',
    '/assets/../../outside.txt',
    '/%2e%2e/outside.txt',
    '/..%2foutside.txt',
    '/assets/..%5c..%5coutside.txt',
    '//outside.txt',
    '/%00',
    '/%',
  ])('outside the folder are not found: %s', async (path) => {
    const answer = await ask(path, { headers: await signIn() });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('not to be served');
  });
});

describe('another name for this machine', () => {
  it.each(['evil.example', 'evil.example:80', '127.0.0.1', 'localhost.evil.example'])(
    'is refused: %s',
    async (host) => {
      const answer = await ask(pathOf(web.firstLink), { headers: { Host: host } });
      expect(answer.status).toBe(421);
      expect(answer.headers['set-cookie']).toBeUndefined();
    },
  );

  it('is fine where it is our own', async () => {
    const { port } = new URL(web.address);
    const headers = await signIn();
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`]) {
      expect((await ask('/', { headers: { ...headers, Host: host } })).status).toBe(200);
    }
  });

  it('cannot be listened on', async () => {
    await expect(
      startWebServer({
        listen: { host: '0.0.0.0', port: 0 },
        rendererDir: '',
        api,
        clock: systemClock,
        logger: silentLogger,
      }),
    ).rejects.toMatchObject({ name: 'EngineStartError', code: 'address-not-available' });
  });

  it('says which port is taken', async () => {
    const port = Number(new URL(web.address).port);
    await expect(
      startWebServer({
        listen: { host: '127.0.0.1', port },
        rendererDir: '',
        api,
        clock: systemClock,
        logger: silentLogger,
      }),
    ).rejects.toMatchObject({ code: 'port-in-use', message: expect.stringContaining(`127.0.0.1:${port}`) });
  });
});

/** Resolves to the open socket, or to the status with which it was refused. */
function openSocket(headers: Record<string, string>, path = '/contract'): Promise<WebSocket | number> {
  const socket = new WebSocket(`${web.address.replace('http:', 'ws:').slice(0, -1)}${path}`, { headers });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    socket.once('error', reject);
  });
}

async function openedSocket(headers: Record<string, string>): Promise<WebSocket> {
  const socket = await openSocket(headers);
  if (typeof socket === 'number') throw new Error(`The WebSocket was refused with ${socket}.`);
  return socket;
}

describe('the contract over a WebSocket', () => {
  it('is refused without a proof of who asks', async () => {
    const { Cookie } = await signIn();
    expect(await openSocket({})).toBe(401);
    expect(await openSocket({ Authorization: 'Bearer wrong' })).toBe(401);
    expect(await openSocket({ Cookie })).toBe(403);
    expect(await openSocket({ Cookie, Origin: 'http://evil.example' })).toBe(403);
    expect(await openSocket({ Cookie, Origin: 'http://127.0.0.1:1' })).toBe(403);
    expect(await openSocket({ Cookie, Origin: 'null' })).toBe(403);
    for (const Origin of [`${ownOrigin()}.evil.example`, `${ownOrigin()}1`, ownOrigin().replace('http:', 'https:')]) {
      expect(await openSocket({ Cookie, Origin }), Origin).toBe(403);
    }
    expect(await openSocket({ Cookie, Origin: ownOrigin(), Host: 'evil.example' })).toBe(421);
    expect(await openSocket({ ...bearer(), Origin: 'http://evil.example' })).toBe(403);
    expect(await openSocket(bearer(), '/other')).toBe(404);
  });

  it('serves a browser with a session', async () => {
    const client = createEngineClient(socketChannel(await openedSocket({ ...(await signIn()), Origin: ownOrigin() })));
    await expect(client.call('rules.list', { search: 'abc' })).resolves.toEqual({ rules: [], total: 3 });
  });

  it('serves the bearer of the token, and says why it refuses', async () => {
    const client = createEngineClient(socketChannel(await openedSocket(bearer())));
    await expect(client.call('rules.list', {})).resolves.toEqual({ rules: [], total: 0 });
    await expect(client.call('rules.get', { id: '7' })).rejects.toMatchObject({
      refusal: { code: 'not-found', field: 'id', message: 'There is no rule 7.' },
    });
    await expect(client.call('rules.list', { search: 'x'.repeat(301) })).rejects.toMatchObject({
      refusal: { code: 'invalid-input', field: 'search' },
    });
    // A bug's text stays inside.
    await expect(client.call('routes.list', {})).rejects.toMatchObject({
      refusal: { code: 'internal', message: expect.not.stringContaining('secret') },
    });
  });

  it('outlives rubbish, and cuts off a frame without end', async () => {
    const socket = await openedSocket(bearer());
    socket.on('error', () => {});
    socket.send('{');
    socket.send(Buffer.from([0xff, 0xfe]));
    socket.send('{"kind":"call"}');
    await expect(createEngineClient(socketChannel(socket)).call('rules.list', {})).resolves.toMatchObject({ total: 0 });
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    socket.send('x'.repeat(17 * 1024 * 1024));
    expect(await closed).toBe(1009);
  });

  it('takes so many and no more, and another once one has gone', async () => {
    const sockets = await Promise.all(Array.from({ length: maxSockets }, () => openedSocket(bearer())));
    expect(await openSocket(bearer())).toBe(503);
    const [first] = sockets;
    const closed = new Promise((resolve) => first?.once('close', resolve));
    first?.close();
    await closed;
    await vi.waitFor(async () => (await openedSocket(bearer())).terminate());
    for (const socket of sockets) socket.terminate();
  });

  it('answers no more connections than it has room for, and answers again once there is room', async () => {
    const { hostname, port } = new URL(web.address);
    const silent = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const socket = connect(Number(port), hostname);
        await once(socket, 'connect');
        return socket;
      }),
    );
    await expect(fetch(web.address)).rejects.toThrow();
    for (const socket of silent) socket.destroy();
    await vi.waitFor(async () => expect((await fetch(web.address)).status).toBe(401));
  });

  it('refuses what is under way when the engine stops', async () => {
    const client = createEngineClient(socketChannel(await openedSocket(bearer())));
    const closed = new Promise<void>((resolve) => client.onClose(resolve));
    await web.close();
    await closed;
    await expect(client.call('rules.list', {})).rejects.toMatchObject({ refusal: { code: 'unavailable' } });
  });
});
