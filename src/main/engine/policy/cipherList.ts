import { createSecureContext } from 'node:tls';

/** TLS 1.3 suites of RFC 9150: they sign, but do not encrypt. */
const unencryptedSuite = /^TLS_SHA\d+_SHA\d+$/;

/**
 * Why an OpenSSL cipher string cannot be used; null where it can. What it means depends on the TLS library that runs:
 * Electron's BoringSSL takes fewer words than Node's OpenSSL. Each word is tried by itself too, because the library
 * passes over those it does not know, and a slip of the pen would go unseen.
 */
export function checkCipherList(list: string): string | null {
  if (list.trim() === '') return 'Enter a cipher list in the form of OpenSSL, for example HIGH:!aNULL.';
  if (!/^[\w+!@=:.-]+$/.test(list)) return 'A cipher list has no spaces: put a colon between the ciphers.';
  const words = list.split(':');
  const silent = words.find((word) => unencryptedSuite.test(word));
  if (silent !== undefined) return `${silent} does not encrypt.`;
  const unknown = words.find((word) => /^\w/.test(word) && !isTaken(word));
  if (unknown !== undefined) return `The TLS library knows no cipher named ${unknown}.`;
  if (words.every((word) => word.startsWith('TLS_'))) {
    return 'These are suites of TLS 1.3 only. Add ciphers of TLS 1.2, or choose the cipher profile "modern".';
  }
  return isTaken(encryptingCipherList(list))
    ? null
    : 'This list leaves no cipher that encrypts, or says something that the TLS library does not take.';
}

/**
 * The list without ciphers that do not encrypt or do not authenticate, whatever it names: `ALL:eNULL` would otherwise
 * send mail in the clear inside a TLS session.
 */
export function encryptingCipherList(list: string): string {
  return `${list}:!eNULL:!aNULL`;
}

function isTaken(ciphers: string): boolean {
  try {
    createSecureContext({ ciphers });
    return true;
  } catch {
    return false;
  }
}
