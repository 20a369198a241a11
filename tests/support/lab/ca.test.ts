import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createCa } from './ca.ts';

const dayMs = 24 * 60 * 60 * 1000;

describe('createCa', () => {
  it('issues certificates that its root signed, for every name given', async () => {
    const ca = await createCa();
    const issued = await ca.issue({ names: ['mx.a.example', '*.b.example', '127.0.0.1'] });
    const leaf = new X509Certificate(issued.cert);
    expect(leaf.checkIssued(new X509Certificate(ca.rootPem))).toBe(true);
    expect(leaf.verify(new X509Certificate(ca.rootPem).publicKey)).toBe(true);
    expect(leaf.subjectAltName).toBe('DNS:mx.a.example, DNS:*.b.example, IP Address:127.0.0.1');
    expect(leaf.subject).toContain('CN=mx.a.example');
    expect(leaf.ca).toBe(false);
  });

  it('signs nothing for another root, and nothing for a certificate that signs itself', async () => {
    const [ca, other] = await Promise.all([createCa(), createCa('Another Root')]);
    const foreign = new X509Certificate((await other.issue({ names: ['mx.a.example'] })).cert);
    const selfSigned = new X509Certificate((await ca.selfSigned({ names: ['mx.a.example'] })).cert);
    const root = new X509Certificate(ca.rootPem);
    expect(foreign.verify(root.publicKey)).toBe(false);
    expect(selfSigned.verify(root.publicKey)).toBe(false);
    expect(selfSigned.verify(selfSigned.publicKey)).toBe(true);
  });

  it('takes the dates, and sends an intermediate along', async () => {
    const now = Date.parse('2026-03-01T00:00:00Z');
    const ca = await createCa('Root', now);
    const issuer = await ca.intermediate('Lab Intermediate');
    const notAfter = new Date(now - dayMs);
    const issued = await ca.issue({ names: ['mx.a.example'], notAfter, issuer });
    const leaf = new X509Certificate(issued.cert);
    expect(leaf.validToDate).toEqual(notAfter);
    expect(leaf.validFromDate).toEqual(new Date(now - 30 * dayMs));
    const intermediate = new X509Certificate(issued.cert.slice(issued.cert.lastIndexOf('-----BEGIN')));
    expect(leaf.checkIssued(intermediate)).toBe(true);
    expect(intermediate.checkIssued(new X509Certificate(ca.rootPem))).toBe(true);
  });

  it('makes RSA keys too, of the size asked for', async () => {
    const ca = await createCa();
    const weak = new X509Certificate((await ca.issue({ names: ['mx.a.example'], keyType: 'rsa-1024' })).cert);
    expect(weak.publicKey.asymmetricKeyDetails?.modulusLength).toBe(1024);
    const own = new X509Certificate((await ca.selfSigned({ names: ['mx.a.example'], keyType: 'rsa-2048' })).cert);
    expect(own.verify(own.publicKey)).toBe(true);
  });
});
