import type { Reply } from './reply.ts';

/** What a server offers in its EHLO reply: keywords in upper case, with their parameters. */
export type Extensions = ReadonlyMap<string, readonly string[]>;

export const noExtensions: Extensions = new Map();

/**
 * Reads an EHLO reply (RFC 5321 §4.1.1.1). The first line is the server's name. A keyword is what it is with or without
 * parameters; `AUTH=PLAIN` is how old servers write `AUTH PLAIN`.
 */
export function parseExtensions(reply: Reply): Extensions {
  const extensions = new Map<string, readonly string[]>();
  for (const line of reply.lines.slice(1)) {
    const [keyword = '', ...parameters] = line
      .trim()
      .replace(/^AUTH=/i, 'AUTH ')
      .split(/\s+/);
    if (keyword === '') continue;
    const name = keyword.toUpperCase();
    extensions.set(name, [...(extensions.get(name) ?? []), ...parameters.map((parameter) => parameter.toUpperCase())]);
  }
  return extensions;
}

/** The most octets that the server takes (RFC 1870); null where it sets no limit. */
export function sizeLimitOf(extensions: Extensions): number | null {
  const limit = Number(extensions.get('SIZE')?.[0] ?? 0);
  return Number.isSafeInteger(limit) && limit > 0 ? limit : null;
}
