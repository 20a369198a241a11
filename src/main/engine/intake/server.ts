import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js';
import { saslMechanisms } from './auth/saslExchange.ts';
import { isInNetworks } from './relaying.ts';
import { type Reply, shuttingDown, tooManySessions, tooManySessionsOfClient } from './replies.ts';
import { IntakeSession } from './session.ts';
import type { IntakeDeps, TlsIdentity } from './types.ts';

const maxSessions = 500;
/** Of one address. A server on an allowed network may have a lot to hand over at once. */
const maxSessionsPerClient = { allowed: 400, other: 25 };

/** Between two commands, and for a handshake (RFC 5321 §4.5.3.2.7). */
const idleTimeoutMs = 5 * 60_000;

/** All sessions of all listeners. It listens nowhere itself: see `listeners.ts`. */
export class IntakeServer extends SMTPServer {
  readonly deps: IntakeDeps;
  readonly #sessions = new Set<IntakeSession>();
  #identity: TlsIdentity;
  #onAllGone: (() => void) | null = null;

  constructor(deps: IntakeDeps) {
    const { key, cert } = deps.identity();
    super({
      key,
      cert,
      // The oldest that RFC 8996 leaves. A rule that names an older one still gets at least this.
      minVersion: 'TLSv1.2',
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
      disableReverseLookup: true,
      authOptional: true,
      authMethods: [...saslMechanisms],
      disabledCommands: ['XCLIENT', 'XFORWARD', 'WIZ', 'SHELL', 'KILL'],
      hideENHANCEDSTATUSCODES: false,
      heloResponse: '%s',
      size: deps.settings().maxMessageBytes,
      socketTimeout: idleTimeoutMs,
      logger: false,
    });
    this.deps = deps;
    this.#identity = { key, cert };
    this.on('error', (error) => deps.logger.debug({ err: error }, 'A client session failed'));
  }

  /** Takes over what a session does not read for itself: SIZE as advertised, and our certificate. */
  reload(): void {
    this.options.size = this.deps.settings().maxMessageBytes;
    const { key, cert } = this.deps.identity();
    if (key === this.#identity.key && cert === this.#identity.cert) return;
    try {
      // The library throws its old contexts away before it finds out that the new pair is no good.
      createSecureContext({ key, cert });
      this.updateSecureContext({ key, cert });
      this.#identity = { key, cert };
    } catch (error) {
      this.deps.logger.error({ err: error }, 'The new TLS identity cannot be used, the old one is kept');
    }
  }

  override connect(socket: Socket, options?: SMTPConnectionOptions | null): void {
    const session = new IntakeSession(this, socket, options ?? null);
    this.#sessions.add(session);
    this.connections.add(session);
    session.on('error', (error) => this._onError(error));
    session.init();
  }

  /** The library's default waits a turn of the event loop. */
  override onConnect(_session: SMTPServerSession, callback: (error?: Error | null) => void): void {
    callback();
  }

  /** Null where there is room for the session, which counts already. */
  admit(session: IntakeSession): Reply | null {
    const open = [...this.#sessions].filter((other) => other.isOpen);
    if (open.length > maxSessions) return tooManySessions;
    const ofClient = open.filter((other) => other.remoteAddress === session.remoteAddress).length;
    if (ofClient <= maxSessionsPerClient.other) return null;
    const allowed = isInNetworks(session.remoteAddress, this.deps.settings().allowedNetworks);
    return allowed && ofClient <= maxSessionsPerClient.allowed ? null : tooManySessionsOfClient;
  }

  forget(session: IntakeSession): void {
    this.#sessions.delete(session);
    if (this.#sessions.size === 0) this.#onAllGone?.();
  }

  /** Ends every session, and resolves when the last is gone: after `graceMs` at the latest, by force then. */
  async shutDown(graceMs: number): Promise<void> {
    for (const session of this.#sessions) session.end(shuttingDown);
    if (this.#sessions.size === 0) return;
    await new Promise<void>((resolve) => {
      const cut = () => {
        for (const session of this.#sessions) session.destroy();
      };
      const timer = graceMs > 0 ? this.deps.clock.setTimer(cut, graceMs) : null;
      this.#onAllGone = () => {
        timer?.cancel();
        resolve();
      };
      if (!timer) cut();
    });
  }
}
