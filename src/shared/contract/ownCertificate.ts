import { z } from 'zod';
import { certificateSchema } from './certificate.ts';
import { timeSchema } from './scalars.ts';

/** What a key of our own can be. The numbers are bits. */
export const keyTypes = ['ec-p256', 'ec-p384', 'rsa-2048', 'rsa-3072', 'rsa-4096'] as const;
export const keyTypeSchema = z.enum(keyTypes);
export type KeyType = z.infer<typeof keyTypeSchema>;

/**
 * What is odd about a certificate that can be used all the same. `hostname-not-covered`: it is for other names than the
 * one Sealpost greets with. `issuer-missing`: whoever connects cannot build its chain up to a root that is known here.
 */
export const ownCertificateWarnings = ['hostname-not-covered', 'issuer-missing'] as const;

/** Where our certificate is from. `created`: made at the first start. Ours (`created`, `generated`) are renewed by us. */
export const certificateOrigins = ['created', 'generated', 'imported'] as const;

export const pendingRequestSchema = z.object({ csr: z.string(), names: z.array(z.string()), createdAt: timeSchema });
export type PendingRequest = z.infer<typeof pendingRequestSchema>;

/** The certificate that our listeners show, and how it is doing. */
export const ownCertificateSchema = z.object({
  certificate: certificateSchema,
  /** As it is sent: `certificate` first, then each one's issuer. */
  chain: z.array(certificateSchema),
  selfSigned: z.boolean(),
  /** A pair that does not match is never in use. */
  keyMatches: z.literal(true),
  origin: z.enum(certificateOrigins),
  /** True where Sealpost makes the next one by itself before this one ends. */
  renewsItself: z.boolean(),
  warnings: z.array(z.enum(ownCertificateWarnings)),
  /** A request (CSR) that waits for its answer. */
  pendingRequest: pendingRequestSchema.nullable(),
});
export type OwnCertificate = z.infer<typeof ownCertificateSchema>;

const subjectFields = {
  /** DNS names or IP addresses. The first is the Common Name too. */
  names: z
    .array(z.string().trim().min(1, 'Enter a name.').max(255))
    .min(1, 'Enter at least one name.')
    .max(100, 'At most 100 names.'),
  organization: z.string().trim().max(64).optional(),
  /** ISO 3166 code of two letters. */
  country: z
    .string()
    .trim()
    .regex(/^([A-Za-z]{2})?$/, 'Write the country as its code of two letters, for example GB.')
    .optional(),
  state: z.string().trim().max(128).optional(),
  locality: z.string().trim().max(128).optional(),
};

export const generateCertificateSchema = z.strictObject({
  keyType: keyTypeSchema,
  validDays: z.int().min(1).max(3650),
  ...subjectFields,
});
export type GenerateCertificate = z.output<typeof generateCertificateSchema>;

export const requestCertificateSchema = z
  .strictObject({
    ...subjectFields,
    /** False: the key in use is certified again. */
    newKey: z.boolean().default(true),
    /** Of the new key; EC P-256 where it is left out. */
    keyType: keyTypeSchema.optional(),
  })
  .refine(({ newKey, keyType }) => newKey || keyType === undefined, {
    path: ['keyType'],
    message: 'The key in use is kept: its type cannot be chosen.',
  });
export type RequestCertificate = z.output<typeof requestCertificateSchema>;

const passwordSchema = z.string().max(1024);
const pemImportSchema = z.strictObject({
  /** One or more PEM certificates, in any order. */
  certificates: z.string().max(1_000_000),
  /** Left out: the key of the pending request, or else the key in use. */
  key: z.string().max(100_000).optional(),
  /** Of an encrypted key. */
  password: passwordSchema.optional(),
});
const pfxImportSchema = z.strictObject({
  /** Base64 of the file's octets. */
  data: z.string().max(1_400_000),
  password: passwordSchema,
});
export type PemImport = z.output<typeof pemImportSchema>;
export type PfxImport = z.output<typeof pfxImportSchema>;

export const importCertificateSchema = z
  .strictObject({ pem: pemImportSchema.optional(), pfx: pfxImportSchema.optional() })
  .refine(({ pem, pfx }) => (pem === undefined) !== (pfx === undefined), {
    path: ['pem'],
    message: 'Give either PEM or PFX.',
  });
export type ImportCertificate = z.output<typeof importCertificateSchema>;
