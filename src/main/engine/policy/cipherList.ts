import { createSecureContext } from 'node:tls';

/** TLS 1.3 suites of RFC 9150: they sign, but do not encrypt. */
const unencryptedSuite = /^TLS_SHA\d+_SHA\d+$/i;

/**
 * Why an OpenSSL cipher string cannot be used; null where it can. What it means depends on the TLS library that runs:
 * Electron's BoringSSL takes fewer words than Node's OpenSSL.
 */
export function checkCipherList(list: string): string | null {
  if (list.trim() === '') return 'Enter a cipher list in the form of OpenSSL, for example HIGH:!aNULL.';
  if (!/^[\w+!@=:.-]+$/.test(list)) return 'A cipher list has no spaces: put a colon between the ciphers.';
  const suite = list.split(':').find((word) => unencryptedSuite.test(word));
  if (suite) return `${suite} does not encrypt.`;
  try {
    createSecureContext({ ciphers: encryptingCipherList(list) });
    return null;
  } catch (error) {
    if (isErrorCode(error, 'ERR_SSL_NO_CIPHER_MATCH')) return 'The TLS library knows no cipher that this list leaves.';
    return `The TLS library does not take this cipher list: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/**
 * The list without ciphers that do not encrypt or do not authenticate, whatever it names: `ALL:eNULL` would otherwise
 * send mail in the clear inside a TLS session. A list of TLS 1.3 suites only has no place for these words.
 */
export function encryptingCipherList(list: string): string {
  const onlyTls13 = list.split(':').every((word) => word.startsWith('TLS_'));
  return onlyTls13 ? list : `${list}:!eNULL:!aNULL`;
}

function isErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
