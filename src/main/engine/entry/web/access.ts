import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../runtime.ts';

/** A link that nobody used is worth little after a day; one made on request is used at once. */
const firstLinkLifeMs = 24 * 60 * 60_000;
const linkLifeMs = 10 * 60_000;
const sessionIdleMs = 24 * 60 * 60_000;
const maxLinks = 16;
const maxSessions = 64;

/** Who may speak to the engine: the owner's programs by the bearer token, browsers by a session from a one-time link. */
export interface Access {
  /** For `engine.json` only: it lets its bearer in for as long as the engine runs. */
  readonly bearerToken: string;
  isBearer(token: string): boolean;
  /** Makes a one-time token for a link; `first` is the one printed at start. */
  newLinkToken(first?: boolean): string;
  /** Uses a one-time token up. Returns the value of a new session cookie, or null for a token that is not good (any more). */
  exchange(linkToken: string): string | null;
  isSession(cookie: string): boolean;
}

interface Grant {
  digest: Buffer;
  expiresAt: number;
}

/** Everything is forgotten when the engine stops. Only digests are kept: the comparison tells nothing by its duration. */
export function createAccess(clock: Clock): Access {
  const bearerToken = newToken();
  const bearerDigest = digest(bearerToken);
  const links: Grant[] = [];
  const sessions: Grant[] = [];

  return {
    bearerToken,
    isBearer: (token) => timingSafeEqual(digest(token), bearerDigest),
    newLinkToken(first = false) {
      const token = newToken();
      grant(links, token, clock.now() + (first ? firstLinkLifeMs : linkLifeMs), maxLinks);
      return token;
    },
    exchange(linkToken) {
      const link = find(links, linkToken, clock.now());
      if (!link) return null;
      links.splice(links.indexOf(link), 1);
      const cookie = newToken();
      grant(sessions, cookie, clock.now() + sessionIdleMs, maxSessions);
      return cookie;
    },
    isSession(cookie) {
      const session = find(sessions, cookie, clock.now());
      if (!session) return false;
      session.expiresAt = clock.now() + sessionIdleMs;
      return true;
    },
  };
}

/** 256 bits, safe in an address and in a cookie. */
function newToken(): string {
  return randomBytes(32).toString('base64url');
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The oldest give way: an endless supply of links or sessions would be an endless supply of memory. */
function grant(grants: Grant[], token: string, expiresAt: number, max: number): void {
  while (grants.length >= max) grants.shift();
  grants.push({ digest: digest(token), expiresAt });
}

function find(grants: Grant[], token: string, now: number): Grant | undefined {
  const wanted = digest(token);
  return grants.find((candidate) => candidate.expiresAt > now && timingSafeEqual(candidate.digest, wanted));
}
