import type { Rule } from '../../../../shared/contract/rule.ts';
import { assertNever } from '../../../../shared/domain/assertNever.ts';
import type { RuleMode } from '../../../../shared/domain/tlsMode.ts';
import { commentText, outgoingRules } from './forOtherServers.ts';

export interface ServerExport {
  text: string;
  count: number;
  leftOut: number;
}

/**
 * The rules as a lookup table for Postfix's `smtp_tls_policy_maps`, for Postfix 3.6 or later (postconf(5)). A key with a
 * leading dot is every subdomain at any depth, as our `*.` is.
 */
export function writePostfixMap(rules: readonly Rule[]): ServerExport {
  const { outgoing, leftOut } = outgoingRules(rules);
  const lines = [
    '# TLS policy of Sealpost for smtp_tls_policy_maps. Needs Postfix 3.6 or later.',
    '#',
    '# In main.cf:',
    '#   smtp_tls_policy_maps = hash:/etc/postfix/tls_policy',
    '#   smtp_tls_security_level = may',
    '#   smtp_tls_CApath = /etc/ssl/certs',
    ...(outgoing.some(({ mode }) => mode === 'pinned') ? ['#   smtp_tls_fingerprint_digest = sha256'] : []),
    '# Then: postmap /etc/postfix/tls_policy',
    '#',
    '# Not in this table: rules for mail that comes in, and how long a message waits',
    '# (maximal_queue_lifetime is one for all).',
    ...outgoing.flatMap(entryOf),
    ...(leftOut.length === 0 ? [] : ['', '# Left out:']),
    ...leftOut.map(({ rule, why }) => `#   ${rule.pattern} (${why})`),
  ];
  return { text: `${lines.join('\n')}\n`, count: outgoing.length, leftOut: leftOut.length };
}

function entryOf(rule: Rule): string[] {
  const name = rule.displayPattern === rule.pattern ? '' : rule.displayPattern;
  const remarks = [...[name, rule.note].map(commentText), ...notExpressed(rule)].filter((remark) => remark !== '');
  const protocols = rule.mode === 'watch' ? '' : ` protocols=>=${rule.minVersion}`;
  return [
    '',
    ...remarks.map((remark) => `# ${remark}`),
    `${rule.pattern.replace(/^\*/, '')}\t${levelOf(rule)}${protocols}`,
  ];
}

/** Our strict compares the certificate with the MX host's name: that is `verify`. With names given it is `secure`. */
function levelOf({ mode, mxNames, pins }: Rule): string {
  switch (mode) {
    case 'strict':
      return mxNames.length === 0 ? 'verify match=hostname' : `secure match=${mxNames.join(':')}`;
    case 'relaxed':
      return 'encrypt';
    case 'pinned':
      return `fingerprint match=${pins.map(fingerprintOf).join('|')}`;
    case 'watch':
      return 'may';
    default:
      return assertNever(mode);
  }
}

const remarkOfMode: Partial<Record<RuleMode, string>> = {
  watch: 'Only watched: delivered as without a rule.',
  pinned: 'The SHA-256 of the public key, not of the certificate.',
};

function notExpressed({ mode, cipherProfile, cipherList }: Rule): string[] {
  const ofMode = remarkOfMode[mode];
  const ciphers =
    cipherProfile === 'custom'
      ? [`Not expressed: the cipher list ${commentText(cipherList ?? '')}.`]
      : cipherProfile === 'fips-kRSA'
        ? ['Not expressed: the cipher profile fips-kRSA.']
        : [];
  return [...(ofMode === undefined ? [] : [ofMode]), ...ciphers];
}

/** `AB:CD:…`, as Postfix and openssl write a digest. */
function fingerprintOf(pin: string): string {
  const hex = Buffer.from(pin, 'base64').toString('hex').toUpperCase();
  return hex.match(/../g)?.join(':') ?? '';
}
