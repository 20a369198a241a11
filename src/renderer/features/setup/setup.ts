import type { Route } from '../../../shared/contract/route.ts';
import type { ListedRule } from '../../../shared/contract/rule.ts';
import type { ListenerStatus } from '../../../shared/contract/status.ts';
import { type RuleMode, ruleModes } from '../../../shared/domain/tlsMode.ts';
import { takesNoMail } from '../sentences/takesNoMail.ts';

export const setupSteps = ['routes', 'domains', 'finish'] as const;
export type SetupStep = (typeof setupSteps)[number];

/** What the task depends on and is not there yet. */
export interface Missing {
  acceptedDomain: boolean;
  route: boolean;
}

export function missingFor(acceptedDomains: readonly string[], routes: readonly Route[]): Missing {
  return { acceptedDomain: acceptedDomains.length === 0, route: routes.length === 0 };
}

export function isValidated({ validatedAt, mode }: Pick<Route, 'validatedAt' | 'mode'>): boolean {
  return validatedAt !== null && mode !== 'opportunistic';
}

/** Why the step after the routes is not to be had yet; null where it is. */
export function whyNotDomains(routes: readonly Route[], withoutInbound: boolean): string | null {
  if (routes.length === 0) return withoutInbound ? null : 'Add a route first, or say that no mail comes in here.';
  const left = routes.filter((route) => !isValidated(route));
  const [first] = left;
  if (!first) return null;
  return left.length === 1
    ? `"${first.name}" is not validated yet.`
    : `${left.length} routes are not validated yet. Until all are, TLS cannot be enforced on the way to your servers.`;
}

/** The step that can be shown: the one asked for, or the first that still needs something. */
export function reachableStep(
  wanted: string | null,
  routes: readonly Route[],
  rules: number,
  withoutInbound: boolean,
): SetupStep {
  const step = setupSteps.find((each) => each === wanted) ?? 'routes';
  if (step !== 'routes' && whyNotDomains(routes, withoutInbound) !== null) return 'routes';
  return step === 'finish' && rules === 0 ? 'domains' : step;
}

/** Domains by what now holds for them; those that are switched off are not counted under their mode. */
export interface InForce {
  byMode: { mode: RuleMode; count: number }[];
  off: number;
  wouldWait: ListedRule[];
  /** Mail to them is returned at once: they do not exist, or take none. */
  takeNoMail: ListedRule[];
  unknown: number;
}

export function inForce(rules: readonly ListedRule[]): InForce {
  const on = rules.filter(({ enabled }) => enabled);
  const outbound = on.filter(({ direction }) => direction !== 'inbound');
  const asked = outbound.filter(({ mode }) => mode !== 'watch');
  return {
    byMode: ruleModes
      .map((mode) => ({ mode, count: on.filter((rule) => rule.mode === mode).length }))
      .filter(({ count }) => count > 0),
    off: rules.length - on.length,
    wouldWait: asked.filter(({ verdict }) => verdict?.result === 'not-valid' && !takesNoMail(verdict)),
    takeNoMail: outbound.filter(({ verdict }) => verdict !== null && takesNoMail(verdict)),
    unknown: asked.filter(({ verdict }) => verdict === null || verdict.result === 'unknown').length,
  };
}

/** Where other machines hand over mail: an open listener, one that they can reach before one that only we can. */
export function listenerToUse(listeners: readonly ListenerStatus[]): {
  listener: ListenerStatus | null;
  isLocal: boolean;
} {
  const open = listeners.filter(({ state }) => state === 'listening');
  const reachable = open.find(({ host }) => !isLoopback(host));
  return { listener: reachable ?? open[0] ?? null, isLocal: reachable === undefined };
}

function isLoopback(host: string): boolean {
  return host === '::1' || host === 'localhost' || host.startsWith('127.');
}
