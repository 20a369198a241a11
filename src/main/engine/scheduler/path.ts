import type { Route } from '../../../shared/contract/route.ts';
import type { Rule } from '../../../shared/contract/rule.ts';
import type { LockedReason, Settings } from '../../../shared/contract/settings.ts';
import type { MessageDirection } from '../../../shared/domain/direction.ts';
import type { DeliveryFailure, DeliveryPath } from '../delivery/types.ts';
import { opportunisticPolicy, policyForRoute, policyForRule, policyForSmartHost } from '../policy/tlsPolicy.ts';

export type ChosenPath =
  | { kind: 'path'; path: DeliveryPath; rule: Rule | null }
  | { kind: 'none'; failure: DeliveryFailure };

/** Where mail for a domain goes, and what TLS it is held to on the way (design sections 1 and 5, rule 3). */
export function choosePath(input: {
  direction: MessageDirection;
  domain: string;
  rule: Rule | null;
  routes: readonly Route[];
  smartHost: Settings['smartHost'];
  smartHostPassword: string | null;
  /** Why the password that is kept cannot be read. */
  smartHostPasswordLocked: LockedReason | null;
}): ChosenPath {
  if (input.direction === 'inbound') return chooseRoutes(input.routes, input.domain);
  const { rule, smartHost } = input;
  if (!smartHost)
    return { kind: 'path', rule, path: { kind: 'mx', policy: rule ? policyForRule(rule) : opportunisticPolicy } };
  if (smartHost.username !== null && input.smartHostPasswordLocked !== null) {
    const detail = `The password for ${smartHost.host} cannot be read (${input.smartHostPasswordLocked}).`;
    return { kind: 'none', failure: { kind: 'temporary', code: 'smart-host-password-locked', reply: null, detail } };
  }
  const credentials = credentialsFor(smartHost.username, input.smartHostPassword);
  if (credentials === 'missing') {
    const detail = `No password is kept for ${smartHost.username} at ${smartHost.host}.`;
    return { kind: 'none', failure: { kind: 'temporary', code: 'smart-host-password-missing', reply: null, detail } };
  }
  const host = {
    host: smartHost.host,
    port: smartHost.port,
    policy: policyForSmartHost(smartHost.mode, rule),
    credentials,
  };
  return { kind: 'path', rule, path: { kind: 'hosts', hosts: [host] } };
}

/** An empty password is never tried: some servers lock out who does. */
function credentialsFor(username: string | null, password: string | null) {
  if (username === null) return null;
  return password === null || password === '' ? ('missing' as const) : { username, password };
}

function chooseRoutes(routes: readonly Route[], domain: string): ChosenPath {
  const serving = routes.filter((route) => route.domains.includes(domain)).sort((a, b) => a.priority - b.priority);
  if (serving.length === 0) {
    const detail = `No internal route serves ${domain}.`;
    return { kind: 'none', failure: { kind: 'temporary', code: 'no-route', reply: null, detail } };
  }
  const hosts = serving.map((route) => ({
    host: route.host,
    port: route.port,
    policy: policyForRoute(route),
    credentials: null,
  }));
  return { kind: 'path', rule: null, path: { kind: 'hosts', hosts } };
}
