import type { PeerVerdict, TlsPeer } from './tlsPeers.ts';

/** Where another program answers otherwise than strict does, and why strict stays with its answer. */
export interface PeerDifference {
  peer: TlsPeer['name'];
  /** Names of cases. */
  cases: readonly string[];
  says: PeerVerdict;
  /** What decides. */
  because: string;
}

const commonNames = ['our name in the common name, without SAN', 'a wildcard in the common name'];
const commonNameRule = 'RFC 9525 §2: a name stands in the SAN; the common name is not looked at any more.';

export const peerDifferences: readonly PeerDifference[] = [
  { peer: 'posttls-finger', cases: commonNames, says: 'verified', because: commonNameRule },
  { peer: 'openssl s_client', cases: commonNames, says: 'verified', because: commonNameRule },
  {
    peer: 'openssl s_client',
    cases: ['a wildcard in a part of the label', 'a wildcard at the end of the label'],
    says: 'verified',
    because: 'RFC 9525 §6.3: a wildcard is the whole left-most label.',
  },
  {
    peer: 'openssl s_client',
    cases: ['an IDN that the rule lists as people write it'],
    says: 'encrypted',
    because: 'RFC 9525 §6.3: the client turns a U-label into an A-label. We do, s_client leaves it to its caller.',
  },
  {
    peer: 'posttls-finger',
    cases: [
      'an RSA key of 1024 bits',
      'an intermediate with an RSA key of 1024 bits',
      'RSA 1024, under a rule that takes old versions',
    ],
    says: 'verified',
    because: 'RFC 9325 §4.5: RSA keys have 2048 bits at least. Postfix holds OpenSSL to level 1, which takes 1024.',
  },
  {
    peer: 'openssl s_client',
    cases: ['RSA 1024, under a rule that takes old versions', 'an MD5 signature, under a rule that takes old versions'],
    says: 'verified',
    because:
      'RFC 9325 §4.5: no short keys, no MD5. OpenSSL gives both up along with TLS 1.2, at level 0; we ask for an old version only.',
  },
  {
    peer: 'posttls-finger',
    cases: [
      'TLSv1, rule from TLSv1',
      'TLSv1.1, rule from TLSv1',
      'TLSv1.1, rule from TLSv1.1',
      'TLSv1 to TLSv1.1, rule from TLSv1',
      'TLSv1 to TLSv1.1, rule from TLSv1.1',
    ],
    says: 'refused',
    because: 'RFC 8996 forbids these versions. Postfix cannot verify over them at all; we do where a rule names them.',
  },
];
