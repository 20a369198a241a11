import { createHash } from 'node:crypto';
import type { Certificate } from '../../../shared/contract/certificate.ts';
import type { Logger } from '../runtime.ts';
import { describeCertificate } from './describe.ts';

/** Remembers how certificates read: the same few come again with every connection. */
export interface CertificateCache {
  /** Null for what no parser reads. */
  describe(der: Buffer): Certificate | null;
}

const maxCertificates = 500;

export function createCertificateCache(logger: Logger): CertificateCache {
  const known = new Map<string, Certificate | null>();
  return {
    describe(der) {
      const key = createHash('sha256').update(der).digest('base64');
      const found = known.get(key);
      if (found !== undefined) return found;
      if (known.size >= maxCertificates) known.clear();
      const certificate = tryDescribe(der, logger);
      known.set(key, certificate);
      return certificate;
    },
  };
}

function tryDescribe(der: Buffer, logger: Logger): Certificate | null {
  try {
    return describeCertificate(der);
  } catch (error) {
    logger.warn({ error, bytes: der.length }, 'A certificate that cannot be read');
    return null;
  }
}
