import { X509Certificate } from 'node:crypto';
import type { OwnCertificate, PendingRequest } from '../../../shared/contract/ownCertificate.ts';
import type { TlsIdentity } from '../intake/types.ts';
import { splitPem } from '../settings/check.ts';
import { isIssuedBy } from './checkPair.ts';
import { describeCertificate } from './describe.ts';
import { isSelfSigned, originOf } from './selfSigned.ts';

export interface IdentityFacts {
  identity: TlsIdentity;
  pending: PendingRequest | null;
  hostname: string;
  /** PEM. */
  trustedRoots: readonly string[];
}

/** Our certificate as the contract shows it. The private keys stay behind. */
export function viewIdentity({ identity, pending, hostname, trustedRoots }: IdentityFacts): OwnCertificate {
  const parsed = splitPem(identity.cert).map((pem) => new X509Certificate(pem));
  const chain = parsed.map(({ raw }) => describeCertificate(raw));
  const [leaf] = parsed;
  const [certificate] = chain;
  const last = parsed.at(-1);
  if (!leaf || !certificate || !last) throw new Error('Our own identity has no certificate.');
  const origin = originOf(identity.cert);
  const selfSigned = isSelfSigned(leaf);
  const warnings: OwnCertificate['warnings'] = [];
  if (!isFor(leaf, hostname)) warnings.push('hostname-not-covered');
  if (!selfSigned && !trustedRoots.some((pem) => isRootOf(last, pem))) warnings.push('issuer-missing');
  return {
    certificate,
    chain,
    selfSigned,
    keyMatches: true,
    origin,
    renewsItself: origin !== 'imported',
    warnings,
    pendingRequest: pending && { csr: pending.csr, names: pending.names, createdAt: pending.createdAt },
  };
}

/** As peers that check names do it (RFC 9525): only what the SAN says, whole labels. */
function isFor(leaf: X509Certificate, hostname: string): boolean {
  return leaf.checkHost(hostname, { subject: 'never', partialWildcards: false }) !== undefined;
}

/** The root itself at the end of the chain, or the one that issued its end. */
function isRootOf(last: X509Certificate, rootPem: string): boolean {
  const root = new X509Certificate(rootPem);
  return root.raw.equals(last.raw) || isIssuedBy(last, root);
}
