import { afterEach, beforeAll } from 'vitest';
import { type Ca, createCa } from './lab/ca.ts';
import { type SmtpBehaviour, wellBehaved } from './lab/smtpBehaviour.ts';
import { type SmtpDouble, startSmtpDouble } from './lab/smtpDouble.ts';
import { type PeerConnection, type ScriptedPeer, startScriptedPeer } from './scriptedPeer.ts';

/** The MX host that a double of `usePeers` is, and has a trusted certificate for. */
export const peerHost = 'mx.a.example';

/** Single peers for unit tests, closed after each test. */
export interface Peers {
  /** Issues the certificates; known inside tests only. */
  readonly ca: Ca;
  double(changes?: Partial<SmtpBehaviour>): Promise<SmtpDouble>;
  scripted(script: (peer: PeerConnection, connection: number) => Promise<void>): Promise<ScriptedPeer>;
  /** Done after the test, before the peers are closed, the last one first. */
  afterTest(cleanup: () => Promise<unknown>): void;
}

/** Call it once at the top of a file. */
export function usePeers(): Peers {
  let ca: Ca | undefined;
  const cleanups: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    ca = await createCa();
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
  const peers: Peers = {
    get ca() {
      if (!ca) throw new Error('Only inside a test.');
      return ca;
    },
    async double(changes = {}) {
      const behaviour = { ...wellBehaved(peerHost, await peers.ca.issue({ names: [peerHost] })), ...changes };
      const started = await startSmtpDouble({ address: '127.0.0.1', port: 0, behaviour });
      cleanups.push(() => started.close());
      return started;
    },
    async scripted(script) {
      const peer = await startScriptedPeer(script);
      cleanups.push(() => peer.close());
      return peer;
    },
    afterTest: (cleanup) => void cleanups.push(cleanup),
  };
  return peers;
}
