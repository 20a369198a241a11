import type { Rule } from '../../../shared/contract/rule.ts';
import type { RuleTestProgress } from '../../../shared/contract/ruleList.ts';
import type { RuleVerdict } from '../../../shared/contract/verdict.ts';
import { canProbe } from './ruleProber.ts';

/** Rules under way at once. Each may ask several MX: the prober's own limit counts those. */
const maxRules = 64;

/**
 * Tests rules anew and emits how far it is, one progress under way at a time. `test` keeps what it finds; null where it
 * found nothing. Returns what cancels: tests under way end by themselves, no new one is begun.
 */
export function runRuleTest(
  rules: readonly Rule[],
  test: (rule: Rule) => Promise<RuleVerdict | null>,
  emit: (progress: RuleTestProgress) => Promise<void>,
): () => void {
  const testable = rules.filter(canProbe);
  const progress: RuleTestProgress = {
    total: testable.length,
    done: 0,
    valid: 0,
    notValid: 0,
    unknown: 0,
    skipped: rules.length - testable.length,
    finished: testable.length === 0,
  };
  let next = 0;
  let emitting = false;
  let hasNews = true;
  let cancelled = false;

  const startOne = () => {
    const rule = testable[next];
    if (cancelled || rule === undefined) return;
    next += 1;
    void test(rule).then(finish, () => finish(null));
  };
  const finish = (verdict: RuleVerdict | null) => {
    progress.done += 1;
    if (verdict?.result === 'valid') progress.valid += 1;
    else if (verdict?.result === 'not-valid') progress.notValid += 1;
    else progress.unknown += 1;
    progress.finished = progress.done === progress.total;
    hasNews = true;
    startOne();
    void send();
  };
  const send = async () => {
    if (emitting || cancelled || !hasNews) return;
    emitting = true;
    hasNews = false;
    try {
      await emit({ ...progress });
    } catch {
      cancelled = true;
    }
    emitting = false;
    void send();
  };

  for (let started = 0; started < maxRules; started += 1) startOne();
  void send();
  return () => {
    cancelled = true;
  };
}
