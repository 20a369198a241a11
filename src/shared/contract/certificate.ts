import { z } from 'zod';
import { timeSchema } from './scalars.ts';

/** One X.509 certificate as the app shows it everywhere. `serialNumber` is lower-case hex with colons. */
export const certificateSchema = z.object({
  commonName: z.string().nullable(),
  subjectAltNames: z.array(z.string()),
  organization: z.string().nullable(),
  /** `C=GB, ST=Oxfordshire, L=Abingdon`, with what is absent left out. */
  location: z.string().nullable(),
  serialNumber: z.string(),
  signatureAlgorithm: z.string(),
  issuer: z.string(),
  notBefore: timeSchema,
  notAfter: timeSchema,
  /** For people: `EC prime256v1`, `RSA 2048`. */
  key: z.string(),
  /** SHA-256 of the DER, upper-case hex with colons. */
  sha256: z.string(),
  /** Base64 of SHA-256 over the SubjectPublicKeyInfo, as in RFC 7469 §2.4. */
  spkiPin: z.string(),
  pem: z.string(),
});
export type Certificate = z.infer<typeof certificateSchema>;
