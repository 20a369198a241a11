import { type Certificate, certificateSchema } from '../../../shared/contract/certificate.ts';
import type { Db } from './database.ts';

/** Certificates of peers, kept once by fingerprint: log entries name them. */
export interface CertificateStore {
  /** Inside a transaction of the `Writer`. */
  keep(certificate: Certificate): void;
  get(sha256: string): Certificate | null;
  /** Inside a transaction of the `Writer`. */
  remove(sha256: string): void;
}

const maxCached = 500;

export function createCertificateStore(db: Db): CertificateStore {
  const insert = db.prepare('INSERT INTO certificate (sha256, fields) VALUES (?, ?)');
  const isKept = db.prepare<[string], number>('SELECT 1 FROM certificate WHERE sha256 = ?').pluck();
  const select = db.prepare<[string], { fields: string }>('SELECT fields FROM certificate WHERE sha256 = ?');
  const removeOne = db.prepare('DELETE FROM certificate WHERE sha256 = ?');
  const cache = new Map<string, Certificate>();

  const remember = (certificate: Certificate) => {
    if (cache.size >= maxCached) cache.clear();
    cache.set(certificate.sha256, certificate);
  };

  return {
    keep(certificate) {
      // The row is looked for even when the cache knows the certificate: its transaction may have been undone.
      if (isKept.get(certificate.sha256) === undefined) insert.run(certificate.sha256, JSON.stringify(certificate));
      remember(certificate);
    },
    get(sha256) {
      const cached = cache.get(sha256);
      if (cached) return cached;
      const row = select.get(sha256);
      if (!row) return null;
      const certificate = certificateSchema.parse(JSON.parse(row.fields));
      remember(certificate);
      return certificate;
    },
    remove(sha256) {
      removeOne.run(sha256);
      cache.delete(sha256);
    },
  };
}
