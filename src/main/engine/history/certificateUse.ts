import type { CertificateStore } from '../storage/certificateStore.ts';
import type { Db } from '../storage/database.ts';
import { createCursors, type Derived } from './follower.ts';

/** Which entry was the last to name a certificate: one that no entry names any more is not kept for ever. */
export interface CertificateUse extends Derived {
  /** Inside a transaction: deletes up to `limit` certificates that only entries before `seq` named. Returns how many. */
  forgetBefore(seq: number, limit: number): number;
}

const useName = 'certificates';

export function createCertificateUse(db: Db, certificates: CertificateStore): CertificateUse {
  const cursors = createCursors(db);
  const note = db.prepare(`
    INSERT INTO certificate_use (sha256, last_seq)
    SELECT certificate_sha256, max(seq) FROM history
    WHERE seq > ? AND seq <= ? AND certificate_sha256 IS NOT NULL GROUP BY 1
    ON CONFLICT DO UPDATE SET last_seq = excluded.last_seq`);
  const unused = db
    .prepare<{ seq: number; cursor: number; limit: number }, string>(`
      SELECT sha256 FROM certificate_use u
      WHERE last_seq < @seq AND NOT EXISTS (SELECT 1 FROM history WHERE seq > @cursor AND certificate_sha256 = u.sha256)
      LIMIT @limit`)
    .pluck();
  const remove = db.prepare('DELETE FROM certificate_use WHERE sha256 = ?');

  return {
    name: useName,
    take(after, upTo) {
      note.run(after, upTo);
      return upTo;
    },
    forgetBefore(seq, limit) {
      const cursor = cursors.get(useName);
      // An old log is being taken in: what names a certificate is not known yet.
      if (cursor < seq) return 0;
      const found = unused.all({ seq, cursor, limit });
      for (const sha256 of found) {
        certificates.remove(sha256);
        remove.run(sha256);
      }
      return found.length;
    },
  };
}
