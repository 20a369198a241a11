import { clientAuth } from './certificateDer.ts';
import {
  type Authority,
  crossSign,
  type ForgeOptions,
  type Issued,
  issue,
  makeIntermediate,
  makeRoot,
  selfSign,
} from './forge.ts';
import { type Expected, type MatrixCase, mxHost, passes, strictFails, type World } from './matrixCase.ts';

type Make = (world: World) => Issued;

function certificateCase(name: string, expected: Expected, make: Make): MatrixCase {
  return { name, expected, serve: (world) => ({ certificate: make(world) }) };
}

/** By the root, for the MX host. */
const signed =
  (options: ForgeOptions = {}): Make =>
  ({ root }) =>
    issue(root, { altNames: [mxHost], ...options });

const signedByRsa =
  (options: ForgeOptions): Make =>
  ({ rsaRoot }) =>
    issue(rsaRoot, { altNames: [mxHost], ...options });

/** By an authority below the root. */
const below =
  (makeIssuer: (root: Authority) => Authority, rearrange: (leaf: Issued, issuer: Authority) => Issued = same): Make =>
  ({ root }) => {
    const issuer = makeIssuer(root);
    return rearrange(issue(issuer, { altNames: [mxHost] }), issuer);
  };

const same = (leaf: Issued): Issued => leaf;
const intermediate =
  (options: ForgeOptions = {}) =>
  (root: Authority): Authority =>
    makeIntermediate(root, 'Matrix Intermediate', options);
const twoIntermediates = (root: Authority) => makeIntermediate(intermediate()(root), 'Matrix Issuing');

/** For one issuer, a certificate by an unknown root and one by ours. */
function crossSigned(root: Authority): { leaf: Issued; unknown: Authority; ours: Authority } {
  const unknown = makeIntermediate(makeRoot('Unknown Root'), 'Crossed Issuer');
  return { leaf: issue(unknown, { altNames: [mxHost] }), unknown, ours: crossSign(unknown, 'Crossed Issuer', root) };
}

/** Server keys and signatures that are as good as any. */
const goodKeys: MatrixCase[] = [
  certificateCase('ECDSA P-256', passes, signed()),
  certificateCase('ECDSA P-384', passes, signed({ key: 'p384', signedWith: 'sha384' })),
  certificateCase('ECDSA P-521', passes, signed({ key: 'p521' })),
  certificateCase('RSA 2048', passes, signedByRsa({ key: 'rsa-2048' })),
  certificateCase('Ed25519', passes, signed({ key: 'ed25519' })),
  certificateCase('an RSA-PSS key', passes, signedByRsa({ key: 'rsa-pss' })),
  certificateCase('an RSA-PSS signature', passes, signedByRsa({ signedWith: 'pss' })),
  certificateCase('without extended key usage', passes, signed({ extendedKeyUsage: [] })),
  certificateCase('CA:TRUE, as a server certificate', passes, signed({ isAuthority: true })),
];

const dates: MatrixCase[] = [
  certificateCase('expired', strictFails('certificate-expired'), signed({ validFrom: -90, validUntil: -1 })),
  certificateCase('not yet valid', strictFails('certificate-not-yet-valid'), signed({ validFrom: 1 })),
  certificateCase(
    'an expired intermediate',
    strictFails('certificate-expired'),
    below(intermediate({ validFrom: -90, validUntil: -1 })),
  ),
  certificateCase(
    'an intermediate that is not yet valid',
    strictFails('certificate-not-yet-valid'),
    below(intermediate({ validFrom: 1 })),
  ),
  certificateCase(
    'expired, and for another name',
    strictFails('certificate-expired'),
    signed({ altNames: ['mx.other.example'], validFrom: -90, validUntil: -1 }),
  ),
];

/** From whom the certificate is. */
const chains: MatrixCase[] = [
  certificateCase('an intermediate, sent along', passes, below(intermediate())),
  certificateCase('two intermediates, sent along', passes, below(twoIntermediates)),
  certificateCase(
    'a missing intermediate',
    strictFails('certificate-not-trusted'),
    below(intermediate(), (leaf) => ({ ...leaf, cert: leaf.leaf })),
  ),
  certificateCase(
    'one of two intermediates missing',
    strictFails('certificate-not-trusted'),
    below(twoIntermediates, (leaf, issuer) => ({ ...leaf, cert: `${leaf.leaf}${issuer.pem}` })),
  ),
  certificateCase('the chain in the wrong order', passes, ({ root }) => {
    const upper = intermediate()(root);
    const lower = makeIntermediate(upper, 'Matrix Issuing');
    const leaf = issue(lower, { altNames: [mxHost] });
    return { ...leaf, cert: `${leaf.leaf}${root.pem}${upper.pem}${lower.pem}` };
  }),
  certificateCase(
    'the server certificate twice',
    passes,
    below(intermediate(), (leaf, issuer) => ({ ...leaf, cert: `${leaf.leaf}${leaf.leaf}${issuer.pem}` })),
  ),
  certificateCase('a certificate in the chain that has nothing to do with it', passes, (world) => {
    const leaf = signed()(world);
    return { ...leaf, cert: `${leaf.leaf}${makeRoot('Nothing To Do With It').pem}` };
  }),
  certificateCase('the root, sent along', passes, (world) => {
    const leaf = signed()(world);
    return { ...leaf, cert: `${leaf.leaf}${world.root.pem}` };
  }),
  certificateCase('cross-signed: an unknown root, vouched for by ours', passes, ({ root }) => {
    const crossed = crossSign(makeRoot('New Root'), 'New Root', root);
    return issue(crossed, { altNames: [mxHost] });
  }),
  certificateCase('cross-signed: both ways sent, ours first', passes, ({ root }) => {
    const { leaf, unknown, ours } = crossSigned(root);
    return { ...leaf, cert: `${leaf.leaf}${ours.pem}${unknown.pem}` };
  }),
  // OpenSSL takes the first issuer that fits and does not come back. No client has to (RFC 4158 §2).
  certificateCase(
    'cross-signed: both ways sent, the unknown one first',
    strictFails('certificate-not-trusted'),
    ({ root }) => {
      const { leaf, unknown, ours } = crossSigned(root);
      return { ...leaf, cert: `${leaf.leaf}${unknown.pem}${ours.pem}` };
    },
  ),
  certificateCase('self-signed', strictFails('certificate-not-trusted'), () => selfSign(mxHost)),
  certificateCase('an unknown root', strictFails('certificate-not-trusted'), () =>
    issue(makeRoot('Unknown Root'), { altNames: [mxHost] }),
  ),
  certificateCase('an unknown root, sent along', strictFails('certificate-not-trusted'), () => {
    const root = makeRoot('Unknown Root');
    const leaf = issue(root, { altNames: [mxHost] });
    return { ...leaf, cert: `${leaf.leaf}${root.pem}` };
  }),
  certificateCase('a root that only has the name of ours', strictFails('validation-failure'), () =>
    issue(makeRoot('Matrix Root'), { altNames: [mxHost] }),
  ),
  {
    name: 'our root, no longer trusted',
    expected: strictFails('certificate-not-trusted'),
    serve: (world) => ({ certificate: world.good, trusted: [world.rsaRoot.pem] }),
  },
  {
    name: 'self-signed, and trusted by the admin',
    expected: passes,
    serve() {
      const certificate = selfSign(mxHost);
      return { certificate, trusted: [certificate.leaf] };
    },
  },
  {
    name: 'an intermediate that the admin trusts, without its root',
    expected: strictFails('certificate-not-trusted'),
    serve({ root }) {
      const issuer = intermediate()(root);
      return { certificate: issue(issuer, { altNames: [mxHost] }), trusted: [issuer.pem] };
    },
  },
];

/** Chains that end at our root, and are not what they have to be. */
const broken: MatrixCase[] = [
  certificateCase(
    'extended key usage without serverAuth',
    strictFails('validation-failure'),
    signed({ extendedKeyUsage: [clientAuth] }),
  ),
  certificateCase(
    'a key that may sign certificates only',
    strictFails('validation-failure'),
    signed({ isAuthority: true, extendedKeyUsage: [] }),
  ),
  certificateCase(
    'an issuer that is no authority',
    strictFails('validation-failure'),
    below(intermediate({ isAuthority: false })),
  ),
  certificateCase('a longer path than the issuer may have', strictFails('validation-failure'), ({ root }) => {
    const upper = makeIntermediate(root, 'Matrix Intermediate', { maxPathLength: 0 });
    return issue(makeIntermediate(upper, 'Matrix Issuing'), { altNames: [mxHost] });
  }),
  certificateCase(
    'an issuer for other names only',
    strictFails('validation-failure'),
    below(intermediate({ permittedDnsName: 'elsewhere.example' })),
  ),
  certificateCase('an issuer for this name only', passes, below(intermediate({ permittedDnsName: 'matrix.example' }))),
  certificateCase(
    'a critical extension that nobody knows',
    strictFails('validation-failure'),
    signed({ hasUnknownCriticalExtension: true }),
  ),
  certificateCase('a signature that is wrong', strictFails('validation-failure'), signed({ hasBrokenSignature: true })),
];

const weak = strictFails('certificate-weak');

const weakOnes: MatrixCase[] = [
  certificateCase('an RSA key of 1024 bits', weak, signedByRsa({ key: 'rsa-1024' })),
  certificateCase('an intermediate with an RSA key of 1024 bits', weak, below(intermediate({ key: 'rsa-1024' }))),
  certificateCase('a SHA-1 signature by RSA', weak, signedByRsa({ signedWith: 'sha1' })),
  certificateCase('a SHA-1 signature by ECDSA', weak, signed({ signedWith: 'sha1' })),
  certificateCase('a SHA-1 signature on the intermediate', weak, below(intermediate({ signedWith: 'sha1' }))),
  certificateCase('an MD5 signature', weak, signedByRsa({ signedWith: 'md5' })),
  {
    name: 'a SHA-1 signature of a root on itself, which says nothing',
    expected: passes,
    serve() {
      const root = makeRoot('Old Root', { signedWith: 'sha1' });
      return { certificate: issue(root, { altNames: [mxHost] }), trusted: [root.pem] };
    },
  },
  {
    ...certificateCase('RSA 1024, under a rule that takes old versions', weak, signedByRsa({ key: 'rsa-1024' })),
    policy: { minVersion: 'TLSv1' },
  },
  {
    ...certificateCase(
      'an MD5 signature, under a rule that takes old versions',
      weak,
      signedByRsa({ signedWith: 'md5' }),
    ),
    policy: { minVersion: 'TLSv1' },
  },
  {
    ...certificateCase(
      'SHA-1 and expired',
      strictFails('certificate-expired'),
      signed({ signedWith: 'sha1', validFrom: -90, validUntil: -1 }),
    ),
  },
];

export const certificateCases: readonly MatrixCase[] = [...goodKeys, ...dates, ...chains, ...broken, ...weakOnes];
