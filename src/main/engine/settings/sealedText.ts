import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';

/** AES-256. */
export const dataKeyOctets = 32;
const nonceOctets = 12;
const tagOctets = 16;
const version = 1;

const base64 = z.base64();

/** A text sealed with the data key: AES-256-GCM with a fresh nonce, bound to what it is for. Octets are base64. */
export const sealedSchema = z.strictObject({
  version: z.literal(version),
  cipher: z.literal('aes-256-gcm'),
  /** Tells another key from a damaged text. */
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  nonce: base64,
  sealed: base64,
  tag: base64,
});
export type Sealed = z.infer<typeof sealedSchema>;

/** Why a sealed text stays closed. `damaged`: it is not what this key has sealed. */
export type SealProblem = 'other-key' | 'damaged';

/** `purpose` is authenticated too: what was sealed for one thing does not open as another. */
export function sealText(text: string, key: Buffer, purpose: string): Sealed {
  const nonce = randomBytes(nonceOctets);
  const keyId = idOf(key);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagOctets });
  cipher.setAAD(boundTo(purpose, keyId));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return {
    version,
    cipher: 'aes-256-gcm',
    keyId,
    nonce: nonce.toString('base64'),
    sealed: sealed.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  };
}

export function openText(
  { keyId, nonce, sealed, tag }: Sealed,
  key: Buffer,
  purpose: string,
): { ok: true; text: string } | { ok: false; problem: SealProblem } {
  if (keyId !== idOf(key)) return { ok: false, problem: 'other-key' };
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64'), { authTagLength: tagOctets });
    decipher.setAAD(boundTo(purpose, keyId));
    decipher.setAuthTag(Buffer.from(tag, 'base64'));
    const text = Buffer.concat([decipher.update(Buffer.from(sealed, 'base64')), decipher.final()]);
    return { ok: true, text: text.toString('utf8') };
  } catch {
    return { ok: false, problem: 'damaged' };
  }
}

/** A data key as it is handed over: 32 octets in base64. Null where it is none. */
export function parseDataKey(text: string): Buffer | null {
  const key = Buffer.from(text, 'base64');
  return key.length === dataKeyOctets && key.toString('base64') === text ? key : null;
}

/** Of 256 random bits a keyed hash gives nothing away. */
function idOf(key: Buffer): string {
  return createHmac('sha256', key).update('sealpost data key').digest('hex').slice(0, 16);
}

function boundTo(purpose: string, keyId: string): Buffer {
  return Buffer.from(`sealpost ${version} ${purpose} ${keyId}`);
}
