import type { Rule } from '../../../shared/contract/rule.ts';
import type { RuleVerdict } from '../../../shared/contract/verdict.ts';
import type { HistoryLog } from '../history/log.ts';
import type { RuleStore } from '../policy/store.ts';
import { policyForRule } from '../policy/tlsPolicy.ts';
import type { Clock, Logger, Timer } from '../runtime.ts';
import type { Writer } from '../storage/writer.ts';
import type { Prober } from './prober.ts';
import { judgeRule } from './verdict.ts';

/** Keeps the verdict of every rule fresh: at once after a change, daily, and when a certificate ends. */
export interface RuleProber {
  verdictOf(ruleId: string): RuleVerdict | null;
  /** After a change of these rules: what was found for them says nothing any more. Probes soon, without waiting for it. */
  check(rules: readonly Rule[]): void;
  /** Their domains were just asked: takes what was found. The verdict of before stands until then. */
  refresh(rules: readonly Rule[]): void;
  /** Asks the servers anew and keeps what they say. Null where the rule was changed meanwhile. */
  test(rule: Rule): Promise<RuleVerdict | null>;
  /** Inside a transaction, for a rule that is as it was before: what was found then holds again. */
  restore(ruleId: string, verdict: RuleVerdict): void;
  start(): void;
  stop(): void;
}

export interface RuleProberDeps {
  prober: Prober;
  store: RuleStore;
  rules(): readonly Rule[];
  history: HistoryLog;
  writer: Writer;
  clock: Clock;
  logger: Logger;
  onChanged(): void;
}

const dayMs = 24 * 3_600_000;
const roundMs = 15 * 60_000;

/** A wildcard names no one domain, an inbound rule no server of theirs: there is nobody to ask. */
export function canProbe(rule: Pick<Rule, 'pattern' | 'direction' | 'enabled'>): boolean {
  return rule.enabled && rule.direction !== 'inbound' && !rule.pattern.startsWith('*.');
}

/** When a verdict is to be made again: after a day, or as soon as a certificate that was shown has ended. */
export function isStale(verdict: RuleVerdict | null, now: number): boolean {
  if (!verdict) return true;
  const checkedAt = Date.parse(verdict.checkedAt);
  if (now - checkedAt >= dayMs || checkedAt > now) return true;
  const end = verdict.certificateNotAfter === null ? null : Date.parse(verdict.certificateNotAfter);
  return end !== null && checkedAt < end && now >= end;
}

export function createRuleProber(deps: RuleProberDeps): RuleProber {
  const verdicts = deps.store.listVerdicts();
  let stopped = false;
  let timer: Timer | null = null;

  const checkOne = async (rule: Rule, fresh: boolean): Promise<RuleVerdict | null> => {
    const found = await deps.prober.probeDomain(rule.pattern, policyForRule(rule), fresh);
    // The rule may have been changed while the servers were asked: the change asks again.
    const current = deps.rules().find(({ id }) => id === rule.id);
    if (stopped || current?.updatedAt !== rule.updatedAt) return null;
    const verdict = judgeRule(rule.mode, found);
    const before = verdicts.get(rule.id);
    await deps.writer.write(() => {
      deps.store.saveVerdict(rule.id, verdict);
      if (verdict.result === 'not-valid' && before?.code !== verdict.code) {
        const failing = found.mx.find((each) => each.verdict.code === verdict.code)?.verdict;
        deps.history.append({
          at: deps.clock.now(),
          stage: 'Processing: Check TLS',
          outcome: 'warning',
          direction: 'outbound',
          domain: rule.pattern,
          host: failing?.host ?? null,
          address: failing?.address ?? null,
          code: verdict.code,
          protocol: failing?.protocol ?? null,
          cipher: failing?.cipher ?? null,
          certificate: failing?.certificates[0] ?? null,
          mode: rule.mode,
          ruleId: rule.id,
          detail: failing?.detail ?? null,
        });
      }
      deps.writer.afterCommit(() => verdicts.set(rule.id, verdict));
    });
    deps.onChanged();
    return verdict;
  };

  const checkAll = async (rules: readonly Rule[], fresh: boolean) => {
    await Promise.all(
      rules.filter(canProbe).map((rule) =>
        checkOne(rule, fresh).catch((error: unknown) => {
          if (!stopped) deps.logger.error({ error, pattern: rule.pattern }, 'A rule could not be probed.');
        }),
      ),
    );
  };

  const round = async () => {
    const now = deps.clock.now();
    await checkAll(
      deps.rules().filter(({ id }) => isStale(verdicts.get(id) ?? null, now)),
      true,
    );
    if (!stopped) timer = deps.clock.setTimer(() => void round(), roundMs);
  };

  return {
    verdictOf: (ruleId) => verdicts.get(ruleId) ?? null,
    check(rules) {
      for (const { id } of rules) verdicts.delete(id);
      void checkAll(rules, false);
    },
    refresh: (rules) => void checkAll(rules, false),
    test: (rule) => checkOne(rule, true),
    restore(ruleId, verdict) {
      deps.store.saveVerdict(ruleId, verdict);
      deps.writer.afterCommit(() => verdicts.set(ruleId, verdict));
    },
    start() {
      timer = deps.clock.setTimer(() => void round(), 0);
    },
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}
