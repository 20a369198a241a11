import { createPrivateKey } from 'node:crypto';
import type {
  GenerateCertificate,
  ImportCertificate,
  OwnCertificate,
  PemImport,
  PfxImport,
  RequestCertificate,
} from '../../../shared/contract/ownCertificate.ts';
import type { TlsIdentity } from '../intake/types.ts';
import type { Logger } from '../runtime.ts';
import { checkPair } from './checkPair.ts';
import { saveIdentity } from './identityFiles.ts';
import { exportKey, generateKeys, importKeys, type SigningKeys } from './keys.ts';
import { readPemCertificates, readPemKey, requirePemKey } from './readPem.ts';
import { pemFields, pfxFields, refusal } from './refusals.ts';
import { generateSelfSigned, isRenewalDue, renewSelfSigned } from './selfSigned.ts';
import { createSigningRequest, forgetRequest, type KeptRequest, keepRequest, readRequest } from './signingRequest.ts';
import { checkNames } from './subject.ts';
import { viewIdentity } from './viewIdentity.ts';

/** The key and certificate that our listeners show: read, made, requested, imported, renewed. One change at a time. */
export interface OwnIdentity {
  current(): TlsIdentity;
  view(): OwnCertificate;
  /** True once an admin has put another pair in place since the start. */
  wasChanged(): boolean;
  /** @throws {ContractError} */
  generate(input: GenerateCertificate): Promise<OwnCertificate>;
  /** Returns the request in PEM. @throws {ContractError} */
  request(input: RequestCertificate): Promise<string>;
  /** @throws {ContractError} */
  import(input: ImportCertificate): Promise<OwnCertificate>;
  /** Makes the next one where the one in use was made here and comes to its end. True where it did. */
  renewIfDue(): Promise<boolean>;
}

export interface OwnIdentityDeps {
  dir: string;
  initial: TlsIdentity;
  hostname(): string;
  /** PEM. */
  trustedRoots(): readonly string[];
  /** Epoch milliseconds. */
  now(): number;
  /** The files are written: new sessions are to get the new pair. */
  takeIntoUse(): Promise<void>;
  onChanged(): void;
  logger: Logger;
}

export async function createOwnIdentity(deps: OwnIdentityDeps): Promise<OwnIdentity> {
  const { dir, now, logger } = deps;
  let current = deps.initial;
  let pending = await readRequest(dir);
  let changed = false;
  let lastTurn: Promise<unknown> = Promise.resolve();

  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = lastTurn.then(work);
    lastTurn = turn.catch(() => {});
    return turn;
  };

  const view = () =>
    viewIdentity({ identity: current, pending, hostname: deps.hostname(), trustedRoots: deps.trustedRoots() });

  const install = async (identity: TlsIdentity) => {
    await saveIdentity(dir, identity);
    current = identity;
    await deps.takeIntoUse();
    deps.onChanged();
    const { certificate } = view();
    logger.info({ sha256: certificate.sha256, notAfter: certificate.notAfter }, 'Our own certificate is a new one.');
  };

  const importPem = async ({ certificates: text, key: keyText, password }: PemImport): Promise<TlsIdentity> => {
    const certificates = readPemCertificates(text);
    // Authorities and their tools like to give all in one file.
    const given = keyText ? requirePemKey(keyText, password) : readPemKey(text, password);
    const known = [...(pending ? [pending.key] : []), current.key].map((pem) => createPrivateKey(pem));
    if (!given && !certificates.some((each) => known.some((key) => each.checkPrivateKey(key)))) {
      const message = pending
        ? 'The certificate belongs neither to the request that waits for its answer nor to the key in use. Give its key too.'
        : 'The certificate does not belong to the key in use. Give its key too.';
      throw refusal(pemFields.key, message, 'conflict');
    }
    return checkPair({ certificates, keys: given ? [given] : known, fields: pemFields, now: now() });
  };

  const importPfx = async ({ data, password }: PfxImport): Promise<TlsIdentity> => {
    // Its library is large, and this is the only use of it.
    const { readPfx } = await import('./readPfx.ts');
    return checkPair({ ...readPfx(data, password), fields: pfxFields, now: now() });
  };

  const forgetAnswered = async () => {
    if (!pending || createPrivateKey(current.key).equals(createPrivateKey(pending.key)) === false) return;
    await forgetRequest(dir);
    pending = null;
  };

  return {
    current: () => current,
    view,
    wasChanged: () => changed,
    generate: (input) =>
      inTurn(async () => {
        const subject = { ...input, names: checkNames(input.names) };
        await install(await generateSelfSigned(await generateKeys(input.keyType), subject, input.validDays, now()));
        changed = true;
        return view();
      }),
    request: (input) =>
      inTurn(async () => {
        const names = checkNames(input.names);
        const keys = input.newKey ? await generateKeys(input.keyType ?? 'ec-p256') : await keysInUse(current);
        const csr = await createSigningRequest(keys, { ...input, names });
        const kept: KeptRequest = { csr, names, createdAt: new Date(now()).toISOString(), key: exportKey(keys) };
        await keepRequest(dir, kept);
        pending = kept;
        return csr;
      }),
    import: ({ pem, pfx }) =>
      inTurn(async () => {
        if (pem) await install(await importPem(pem));
        else if (pfx) await install(await importPfx(pfx));
        changed = true;
        await forgetAnswered();
        return view();
      }),
    renewIfDue: () =>
      inTurn(async () => {
        if (!isRenewalDue(current.cert, now())) return false;
        await install(await renewSelfSigned(current, deps.hostname(), now()));
        return true;
      }),
  };
}

async function keysInUse({ key }: TlsIdentity): Promise<SigningKeys> {
  const keys = await importKeys(key);
  if (keys) return keys;
  throw refusal('newKey', 'No request can be made with the key in use, because of its kind. Choose a new key.');
}
