import type { FailureCode } from '../../../../shared/domain/failureCode.ts';

/**
 * Why a handshake ended, from the error that Node gave. The words of OpenSSL 3 (`ssl/tls alert handshake failure`) and of
 * BoringSSL (`SSLV3_ALERT_HANDSHAKE_FAILURE`) differ; some builds give them only in the message. A timeout is no answer
 * and says nothing about TLS.
 */
export function classifyHandshakeError(error: unknown): FailureCode {
  const { code, message } = describe(error);
  if (code === 'ETIMEDOUT') return 'connection-timeout';
  const words = `${code} ${message}`.toUpperCase().replace(/[\s/]+/g, '_');
  if (versionWords.test(words)) return 'tls-version-too-low';
  return cipherWords.test(words) ? 'cipher-mismatch' : 'handshake-failed';
}

/** Alert 70, or a server that chose a version below ours. WRONG_VERSION_NUMBER is not here: it means "that is no TLS". */
const versionWords = /ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE|UNKNOWN_SSL_VERSION/;

/** Alerts 40 and 71 (RFC 8446 §6.2: no acceptable set of security parameters), and our own refusal of the choice. */
const cipherWords =
  /ALERT_HANDSHAKE_FAILURE|ALERT_INSUFFICIENT_SECURITY|NO_SHARED_CIPHER|NO_CIPHERS|WRONG_CIPHER|UNKNOWN_CIPHER|DH_KEY_TOO_SMALL|BAD_DH_P_LENGTH|NO_SHARED_GROUP|WRONG_SIGNATURE_TYPE|HANDSHAKE_FAILURE_ON_CLIENT_HELLO/;

function describe(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: '', message: '' };
  return { code: 'code' in error && typeof error.code === 'string' ? error.code : '', message: error.message };
}
