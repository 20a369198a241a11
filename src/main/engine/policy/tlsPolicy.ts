import type { Route } from '../../../shared/contract/route.ts';
import type { Rule } from '../../../shared/contract/rule.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import { type LinkMode, linkModes } from '../../../shared/domain/tlsMode.ts';
import { defaultMinVersion, type TlsVersion, tlsVersions } from '../../../shared/domain/tlsVersion.ts';
import type { TlsPolicy } from '../delivery/types.ts';
import { encryptingCipherList } from './cipherList.ts';

/** For every domain without a rule: TLS where offered, else plain. */
export const opportunisticPolicy: TlsPolicy = linkPolicy('opportunistic');

/** By rule: each delivery asks, and what is the same object is quickly seen to be the same. */
const policies = new WeakMap<Rule, TlsPolicy>();

export function policyForRule(rule: Rule): TlsPolicy {
  const known = policies.get(rule);
  if (known) return known;
  const policy: TlsPolicy = {
    mode: rule.mode,
    minVersion: rule.minVersion,
    ...ciphersOf(rule),
    mxNames: rule.mxNames,
    pins: rule.mode === 'pinned' ? rule.pins : [],
    ruleId: rule.id,
  };
  policies.set(rule, policy);
  return policy;
}

/** An internal route is held to the mode that its validation found. */
export function policyForRoute(route: Route): TlsPolicy {
  return linkPolicy(route.mode);
}

/**
 * The link to the smart host is at least as strict as the rule of the mail's domain asks: else an enforced domain's mail
 * would leave in the clear there. The rule's MX names and pins are about the domain's own hosts, so a pinned rule asks
 * for `strict` here; `watch` asks for nothing.
 */
export function policyForSmartHost(smartHostMode: LinkMode, rule: Rule | null): TlsPolicy {
  const link = linkPolicy(smartHostMode);
  if (rule === null) return link;
  const asked = linkModeAskedBy(rule);
  if (asked === 'opportunistic') return { ...link, ruleId: rule.id };
  return {
    ...link,
    mode: stricterMode(smartHostMode, asked),
    minVersion: higherVersion(link.minVersion, rule.minVersion),
    ...ciphersOf(rule),
    ruleId: rule.id,
  };
}

function linkPolicy(mode: LinkMode): TlsPolicy {
  return {
    mode,
    minVersion: defaultMinVersion,
    cipherProfile: 'standard',
    cipherList: null,
    mxNames: [],
    pins: [],
    ruleId: null,
  };
}

function ciphersOf(rule: Rule): Pick<TlsPolicy, 'cipherProfile' | 'cipherList'> {
  const { cipherProfile, cipherList } = rule;
  if (cipherProfile !== 'custom' || cipherList === null) return { cipherProfile, cipherList: null };
  return { cipherProfile, cipherList: encryptingCipherList(cipherList) };
}

function linkModeAskedBy(rule: Rule): LinkMode {
  switch (rule.mode) {
    case 'strict':
    case 'pinned':
      return 'strict';
    case 'relaxed':
      return 'relaxed';
    case 'watch':
      return 'opportunistic';
    default:
      return assertNever(rule.mode);
  }
}

/** `linkModes` has the strictest first. */
function stricterMode(a: LinkMode, b: LinkMode): LinkMode {
  return linkModes.indexOf(a) <= linkModes.indexOf(b) ? a : b;
}

function higherVersion(a: TlsVersion, b: TlsVersion): TlsVersion {
  return tlsVersions.indexOf(a) >= tlsVersions.indexOf(b) ? a : b;
}
