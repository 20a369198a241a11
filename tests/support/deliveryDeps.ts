import { connectTcp } from '../../src/main/engine/delivery/session/connectTcp.ts';
import { createFarewells } from '../../src/main/engine/delivery/session/farewells.ts';
import {
  type OpenResult,
  openSession,
  type Session,
  type SessionDeps,
  type SessionTarget,
} from '../../src/main/engine/delivery/session/openSession.ts';
import type { Message } from '../../src/main/engine/delivery/session/transaction.ts';
import { createSecureContexts } from '../../src/main/engine/delivery/tls/secureContexts.ts';
import type { TlsPolicy } from '../../src/main/engine/delivery/types.ts';
import { silentLogger, systemClock } from '../../src/main/engine/runtime.ts';
import type { TlsMode } from '../../src/shared/domain/tlsMode.ts';

export function policyOf(mode: TlsMode, changes: Partial<TlsPolicy> = {}): TlsPolicy {
  return {
    mode,
    minVersion: 'TLSv1.2',
    cipherProfile: 'standard',
    cipherList: null,
    mxNames: [],
    pins: [],
    ruleId: null,
    ...changes,
  };
}

/** What a session needs, over real sockets; `caPem` is trusted. */
export function sessionDeps(changes: Partial<SessionDeps> = {}, caPem?: string): SessionDeps {
  const { clock = systemClock } = changes;
  return {
    connect: connectTcp,
    clock,
    farewells: createFarewells(clock),
    settings: {
      hostname: 'relay.office.example',
      connectTimeoutMs: 5000,
      commandTimeoutMs: 10_000,
      extraCaPems: caPem ? [caPem] : [],
    },
    secureContextFor: createSecureContexts().contextFor,
    describeCertificate: () => null,
    logger: silentLogger,
    ...changes,
  };
}

export function targetOf(peer: { address: string; port: number }, changes: Partial<SessionTarget> = {}): SessionTarget {
  const { address, port } = peer;
  return { host: 'mx.a.example', address, port, policy: policyOf('opportunistic'), credentials: null, ...changes };
}

/** A session that is ready for an envelope; throws where it does not come about. */
export async function openReady(target: SessionTarget, deps: SessionDeps = sessionDeps()): Promise<Session> {
  const opened: OpenResult = await openSession(target, deps);
  if (opened.kind === 'failed') throw new Error(`Not open: ${JSON.stringify(opened.failure)}`);
  return opened.session;
}

/** A small message to `recipients`. */
export function messageTo(recipients: readonly string[], changes: Partial<Message> = {}): Message {
  const body = Buffer.from('Subject: Hello\r\n\r\nHow are you?\r\n');
  return {
    sender: 'sender@office.example',
    recipients,
    size: body.length,
    eightBitMime: false,
    smtpUtf8: false,
    async *openBody() {
      yield body;
    },
    ...changes,
  };
}
