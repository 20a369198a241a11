import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { isInNetworks } from './relaying.ts';
import { type Reply, shuttingDown, tooManySessions, tooManySessionsOfClient } from './replies.ts';
import { IntakeSession, type SessionHost } from './session.ts';
import type { IntakeDeps, TlsIdentity } from './types.ts';

const maxSessions = 500;
/** Of one address. A server on an allowed network may have a lot to hand over at once. */
const maxSessionsPerClient = { allowed: 400, other: 25 };

/** All sessions of all listeners. It listens nowhere itself: see `listeners.ts`. */
export class IntakeServer implements SessionHost {
  readonly deps: IntakeDeps;
  readonly #sessions = new Set<IntakeSession>();
  /** Those that are not closing: only they count towards the limits. */
  readonly #counted = new Set<IntakeSession>();
  readonly #countByClient = new Map<string, number>();
  #identity: TlsIdentity;
  #context: SecureContext;
  #onAllGone: (() => void) | null = null;

  /** Throws where the TLS identity cannot be used at all. */
  constructor(deps: IntakeDeps) {
    this.deps = deps;
    this.#identity = deps.identity();
    this.#context = contextFor(this.#identity);
  }

  /** Takes our certificate over, for handshakes from now on. All other settings are read anew for each command. */
  reload(): void {
    const identity = this.deps.identity();
    if (identity.key === this.#identity.key && identity.cert === this.#identity.cert) return;
    try {
      this.#context = contextFor(identity);
      this.#identity = identity;
    } catch (error) {
      this.deps.logger.error({ err: error }, 'The new TLS identity cannot be used, the old one is kept');
    }
  }

  connect(socket: Socket): void {
    const session = new IntakeSession(this, socket);
    this.#sessions.add(session);
    this.#counted.add(session);
    this.#count(session, 1);
    session.start();
  }

  secureContext(): SecureContext {
    return this.#context;
  }

  isHandingOver(): boolean {
    const now = this.deps.clock.now();
    for (const session of this.#counted) if (session.isHandingOver(now)) return true;
    return false;
  }

  admit(session: IntakeSession): Reply | null {
    if (this.#counted.size > maxSessions) return tooManySessions;
    const ofClient = this.#countByClient.get(session.clientAddress) ?? 0;
    if (ofClient <= maxSessionsPerClient.other) return null;
    const allowed = isInNetworks(session.clientAddress, this.deps.settings().allowedNetworks);
    return allowed && ofClient <= maxSessionsPerClient.allowed ? null : tooManySessionsOfClient;
  }

  leave(session: IntakeSession): void {
    if (this.#counted.delete(session)) this.#count(session, -1);
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

  #count({ clientAddress }: IntakeSession, change: number): void {
    const count = (this.#countByClient.get(clientAddress) ?? 0) + change;
    if (count === 0) this.#countByClient.delete(clientAddress);
    else this.#countByClient.set(clientAddress, count);
  }
}

function contextFor({ key, cert }: TlsIdentity): SecureContext {
  return createSecureContext({
    key,
    cert,
    // The oldest that RFC 8996 leaves. A rule that names an older one still gets at least this.
    minVersion: 'TLSv1.2',
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  });
}
