import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type PendingRequest, pendingRequestSchema } from '../../../shared/contract/ownCertificate.ts';
import { readIfThere, writeDurably } from './identityFiles.ts';
import type { SigningKeys } from './keys.ts';
import { type Subject, serverExtensions, subjectName } from './subject.ts';
import { x509 } from './x509Library.ts';

/** A request that waits for its answer, and its key in PEM. One file holds both, which only the owner can read. */
export interface KeptRequest extends PendingRequest {
  key: string;
}

const requestFile = 'identity-request.json';
const keptRequestSchema = pendingRequestSchema.extend({ key: z.string() });

/** Makes a request for an authority to sign (PKCS #10, RFC 2986), in PEM. */
export async function createSigningRequest({ pair, algorithm }: SigningKeys, subject: Subject): Promise<string> {
  const request = await x509().Pkcs10CertificateRequestGenerator.create({
    name: subjectName(subject),
    keys: pair,
    signingAlgorithm: algorithm,
    extensions: await serverExtensions(subject.names, pair.publicKey),
  });
  return `${request.toString('pem')}\n`;
}

/** Keeps a request in place of the last one. */
export async function keepRequest(dir: string, request: KeptRequest): Promise<void> {
  await writeDurably(join(dir, requestFile), JSON.stringify(request), 0o600);
}

export async function forgetRequest(dir: string): Promise<void> {
  await rm(join(dir, requestFile), { force: true });
}

/** Null where there is none, or what is there cannot be read. */
export async function readRequest(dir: string): Promise<KeptRequest | null> {
  const text = await readIfThere(join(dir, requestFile));
  if (text === null) return null;
  try {
    return keptRequestSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
