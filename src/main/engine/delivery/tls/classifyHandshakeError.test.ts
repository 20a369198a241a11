import { expect, test } from 'vitest';
import { classifyHandshakeError } from './classifyHandshakeError.ts';

function error(code: string | null, message: string): Error {
  return Object.assign(new Error(message), code === null ? {} : { code });
}

// As Node 24 (OpenSSL 3.5) and Electron 33 (BoringSSL) gave them.
test.each([
  [
    'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    '40EDE3DA3D7F0000:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:../deps/openssl/openssl/ssl/record/rec_layer_s3.c:918:SSL alert number 70',
    'tls-version-too-low',
  ],
  [
    'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    'error:1000042e:SSL routines:OPENSSL_internal:TLSV1_ALERT_PROTOCOL_VERSION:../../third_party/boringssl/src/ssl/tls_record.cc:572:SSL alert number 70',
    'tls-version-too-low',
  ],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'error:0A000102:SSL routines::unsupported protocol', 'tls-version-too-low'],
  [null, 'error:100000f0:SSL routines:OPENSSL_internal:UNSUPPORTED_PROTOCOL', 'tls-version-too-low'],
  [
    'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
    'error:0A000410:SSL routines:ssl3_read_bytes:ssl/tls alert handshake failure',
    'cipher-mismatch',
  ],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'error:10000410:SSL routines:OPENSSL_internal', 'cipher-mismatch'],
  [null, 'error:10000410:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE', 'cipher-mismatch'],
  ['ERR_SSL_NO_CIPHERS_AVAILABLE', 'error:0A0000B5:SSL routines::no ciphers available', 'cipher-mismatch'],
  ['ERR_SSL_DH_KEY_TOO_SMALL', 'error:0A00018A:SSL routines::dh key too small', 'cipher-mismatch'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'error:0A00010B:SSL routines::wrong version number', 'handshake-failed'],
  ['ECONNRESET', 'Client network socket disconnected before secure TLS connection was established', 'handshake-failed'],
  ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'error:0A000438:SSL routines::tlsv1 alert internal error', 'handshake-failed'],
  ['ETIMEDOUT', 'read ETIMEDOUT', 'connection-timeout'],
])('%s %s is %s', (code, message, expected) => {
  expect(classifyHandshakeError(error(code, message))).toBe(expected);
});

test('takes anything', () => {
  expect(classifyHandshakeError('thrown')).toBe('handshake-failed');
});
