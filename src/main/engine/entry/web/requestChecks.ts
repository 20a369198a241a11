import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { formatHostPort, type HostPort } from '../optionValues.ts';
import type { Access } from './access.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** The loopback address that a host given by the admin stands for; null where it is not one of this machine only. */
export function loopbackAddress(host: string): string | null {
  if (host.toLowerCase() === 'localhost') return '127.0.0.1';
  const family = isIP(host);
  if (family === 0) return null;
  return loopback.check(host, family === 6 ? 'ipv6' : 'ipv4') ? host : null;
}

/**
 * The values of the Host header that are ours. Any other means that a name from outside was pointed at this machine
 * (DNS rebinding), and that the browser takes us for that site.
 */
export function ownHosts(listening: HostPort): ReadonlySet<string> {
  const { port } = listening;
  const hosts = [formatHostPort(listening), `127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  if (port === 80) hosts.push(...hosts.map((host) => host.slice(0, host.lastIndexOf(':'))));
  return new Set(hosts);
}

export function hasOwnHost(request: IncomingMessage, hosts: ReadonlySet<string>): boolean {
  return hosts.has((request.headers.host ?? '').toLowerCase());
}

/** Who sends a request: cookies alone do not say, since every page on this machine's ports shares them. */
export type Sender = 'bearer' | 'browser' | null;

export function senderOf(request: IncomingMessage, access: Access, cookieName: string): Sender {
  const bearer = /^Bearer ([\w-]{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return access.isBearer(bearer) ? 'bearer' : null;
  const cookie = readCookie(request.headers.cookie ?? '', cookieName);
  return cookie !== null && access.isSession(cookie) ? 'browser' : null;
}

/** True when the page that opens a WebSocket is our own: browsers always say which page it is. */
export function hasOwnOrigin(request: IncomingMessage): boolean {
  return request.headers.origin?.toLowerCase() === `http://${request.headers.host?.toLowerCase()}`;
}

function readCookie(header: string, name: string): string | null {
  for (const part of header.split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}
