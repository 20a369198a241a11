import { X509Certificate } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { createFakeClock } from './fakeClock.ts';
import { SmtpClient } from './smtpClient.ts';
import { startTestEngine, type TestEngine, type TestEngineOptions } from './testEngine.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** The name that the certificates of these tests are for. */
export const host = 'relay.office.example';

/** A little ahead, so that what OpenSSL signs during the test is valid. */
export const createTestClock = () => createFakeClock(Date.now() + hourMs);

/** Ends with the test. */
export async function startCertified(options: TestEngineOptions = {}): Promise<TestEngine> {
  const engine = await startTestEngine({ clock: createTestClock(), ...options });
  onTestFinished(() => engine.stop());
  return engine;
}

/** A client that has said EHLO, in the clear. */
export async function greet(engine: TestEngine): Promise<SmtpClient> {
  const client = await SmtpClient.connect({ port: engine.smtpPort });
  onTestFinished(() => client.destroy());
  await client.readReply();
  await client.command('EHLO client.example');
  return client;
}

/** What a client that comes now is shown, its own certificate first. */
export async function shownChain(engine: TestEngine): Promise<X509Certificate[]> {
  const client = await greet(engine);
  await client.startTls();
  const chain: X509Certificate[] = [];
  for (let each = client.tls?.getPeerX509Certificate(); each; each = each.issuerCertificate) {
    if (chain.some(({ fingerprint256 }) => fingerprint256 === each?.fingerprint256)) break;
    chain.push(each);
  }
  client.destroy();
  return chain;
}

export const sha256Of = (pem: string) => new X509Certificate(pem).fingerprint256;
