import { z } from 'zod';

/** `custom` takes its OpenSSL cipher string from the rule's `cipherList`. */
export const cipherProfiles = ['modern', 'standard', 'fips-kRSA', 'custom'] as const;
export const cipherProfileSchema = z.enum(cipherProfiles);
export type CipherProfile = z.infer<typeof cipherProfileSchema>;
