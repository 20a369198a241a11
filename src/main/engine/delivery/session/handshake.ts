import { isIP, type Socket } from 'node:net';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';
import type { Clock } from '../../runtime.ts';
import { temporaryFailure } from '../classify.ts';
import { classifyHandshakeError } from '../tls/classifyHandshakeError.ts';
import { readTlsFacts } from '../tls/readTlsFacts.ts';
import type { TlsFacts } from '../tls/tlsFacts.ts';
import type { DeliveryFailure } from '../types.ts';

export type HandshakeResult =
  | { kind: 'secured'; socket: TLSSocket; facts: TlsFacts }
  | { kind: 'failed'; failure: DeliveryFailure };

/**
 * Turns a connected socket into a TLS one. Any certificate gets through here: Node's own checks are switched off, because
 * they accept names that RFC 9525 does not, and what the peer is good for is decided afterwards from the facts, before
 * any envelope. Sessions are never resumed: a resumed one skips the verification.
 */
export function handshake(
  socket: Socket,
  options: { context: SecureContext; host: string; clock: Clock; timeoutMs: number },
): Promise<HandshakeResult> {
  const { context, host, clock, timeoutMs } = options;
  return new Promise((resolve) => {
    const secured = connect({
      socket,
      secureContext: context,
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      // SNI carries no addresses (RFC 6066 §3).
      ...(isIP(host) === 0 ? { servername: host } : {}),
    });
    // Node reads the whole chain, slowly, for the check of names that is switched off.
    Object.defineProperty(secured, 'getPeerCertificate', { value: () => ({}) });
    const settle = (result: HandshakeResult) => {
      timer.cancel();
      if (result.kind === 'failed') {
        secured.destroy();
        socket.destroy();
      }
      resolve(result);
    };
    const fail = (failure: DeliveryFailure) => settle({ kind: 'failed', failure });
    const timer = clock.setTimer(
      () => fail(temporaryFailure('connection-timeout', `The TLS handshake took more than ${timeoutMs} ms.`)),
      timeoutMs,
    );
    const onError = (error: Error) => fail(temporaryFailure(classifyHandshakeError(error), reasonOf(error)));
    const onClose = () =>
      fail(temporaryFailure('handshake-failed', 'The peer closed the connection in the handshake.'));
    // Until, and after, somebody else listens, an error must not end the process.
    socket.on('error', () => {});
    secured.on('error', () => {});
    secured.once('error', onError);
    secured.once('close', onClose);
    secured.once('secureConnect', () => {
      secured.off('error', onError);
      secured.off('close', onClose);
      try {
        settle({ kind: 'secured', socket: secured, facts: readTlsFacts(secured) });
      } catch (error) {
        // Whatever a peer shows may not end the process: what cannot be read is not verified.
        fail(temporaryFailure('validation-failure', error instanceof Error ? error.message : String(error)));
      }
    });
  });
}

/** OpenSSL's own words for it, without the code lines that it wraps them in. */
function reasonOf(error: Error): string {
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message.trim();
}
