import type { Route } from '../../../shared/contract/route.ts';
import type { Attention, Notice } from '../../../shared/contract/status.ts';
import { isTlsFailure } from '../../../shared/domain/failureCode.ts';

/** A queue that cannot grow refuses mail: this is the time to make room. */
const lowBytes = 500 * 1024 * 1024;

/**
 * Routes that are enforced without a validation that holds for their server, and those whose mail waits because their
 * TLS fails now.
 */
export function troubledRoutes(routes: readonly Route[], attention: readonly Attention[], now: number): Notice[] {
  return routes.flatMap((route): Notice[] => {
    const at = new Date(now).toISOString();
    const failing = attention.find(({ domain, code }) => route.domains.includes(domain) && isTlsFailure(code));
    if (failing) return [{ kind: 'route-failing', at, subject: route.name, detail: failing.code }];
    const isEnforced = route.mode !== 'opportunistic';
    if (isEnforced && route.validatedAt === null)
      return [{ kind: 'route-not-validated', at, subject: route.name, detail: '' }];
    return [];
  });
}

/** `free` in bytes; null where the system does not say. */
export function lowDisk(free: number | null, now: number): Notice[] {
  if (free === null || free >= lowBytes) return [];
  return [{ kind: 'disk-low', at: new Date(now).toISOString(), detail: String(free) }];
}
