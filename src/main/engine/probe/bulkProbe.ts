import type { DomainVerdict, ProbeProgress } from '../../../shared/contract/verdict.ts';
import type { TlsPolicy } from '../delivery/types.ts';
import type { Prober } from './prober.ts';

/** Domains under way at once. Each may have several MX: the prober's own limit counts those. */
const maxDomains = 64;
/** A subscriber that takes its time must not make us keep what it has not taken. */
const maxWaiting = 200;

/**
 * Probes a list of domains and emits what is new, one batch under way at a time. Nothing is kept once it is taken, so that
 * memory does not grow with the list. Returns what cancels: probes under way end by themselves, no new one is begun.
 */
export function runBulkProbe(
  prober: Pick<Prober, 'probeDomain'>,
  domains: readonly string[],
  policyFor: (domain: string) => TlsPolicy,
  emit: (progress: ProbeProgress) => Promise<void>,
): () => void {
  let next = 0;
  let done = 0;
  let active = 0;
  let waiting: DomainVerdict[] = [];
  let emitting = false;
  let cancelled = false;

  const startSome = () => {
    while (!cancelled && active < maxDomains && next < domains.length && waiting.length < maxWaiting) {
      const domain = domains[next] ?? '';
      next += 1;
      active += 1;
      void prober.probeDomain(domain, policyFor(domain), false).then(finish, cancel);
    }
  };
  const finish = (verdict: DomainVerdict) => {
    active -= 1;
    done += 1;
    waiting.push(verdict);
    startSome();
    void send();
  };
  const send = async () => {
    if (emitting || cancelled || waiting.length === 0) return;
    emitting = true;
    const verdicts = waiting;
    waiting = [];
    startSome();
    try {
      await emit({ total: domains.length, done, verdicts, finished: done === domains.length });
    } catch {
      cancelled = true;
    }
    emitting = false;
    void send();
  };
  const cancel = () => {
    cancelled = true;
  };

  startSome();
  return cancel;
}
