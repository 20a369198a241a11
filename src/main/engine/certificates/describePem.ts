import { X509Certificate } from 'node:crypto';
import type { Certificate } from '../../../shared/contract/certificate.ts';
import { describeCertificate } from './describe.ts';

/** The first certificate of a PEM bundle, for people. @throws when there is none. */
export function describePem(pem: string): Certificate {
  return describeCertificate(new X509Certificate(pem).raw);
}
