import type { Rule } from '../../../shared/contract/rule.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import { isTlsFailure } from '../../../shared/domain/failureCode.ts';
import type { DeliveryReport, RecipientResult } from '../delivery/types.ts';
import type { HistoryLog } from '../history/log.ts';
import type { Notifier } from '../notify/notifier.ts';
import { aboutFailure, aboutPeer, aboutRecipient, isTlsPolicyFailure } from '../queue/attemptResult.ts';
import { decideAfterFailure } from '../queue/lifetime.ts';
import type { RetrySchedule } from '../queue/retrySchedule.ts';
import type { MessageRow, RecipientRow } from '../queue/rows.ts';
import type { QueueStore } from '../queue/store.ts';
import type { Random } from '../runtime.ts';

/** One message's leased recipients of one domain. */
export interface LeasedTask {
  message: MessageRow;
  recipients: readonly RecipientRow[];
  rule: Rule | null;
}

export interface RecorderDeps {
  store: QueueStore;
  history: HistoryLog;
  notifier: Notifier;
  settings(): Settings;
  schedule(): RetrySchedule;
  random: Random;
  /** How long from now nothing is given up, after days without an engine. */
  graceMs(): number;
  /** Deletes a spool file after the commit. */
  forgetBody(file: string): void;
}

type FailedResult = Extract<RecipientResult, { kind: 'failed' }>;

/** What the sender is to hear of. */
interface Ended {
  recipient: RecipientRow;
  result: FailedResult;
  expired: boolean;
}
interface Delayed {
  recipient: RecipientRow;
  result: FailedResult;
  expiresAt: number;
}

/** Turns what a delivery found into queue state and history: one call inside one transaction. */
export function recordReport(deps: RecorderDeps, task: LeasedTask, report: DeliveryReport, now: number): void {
  const { message, recipients, rule } = task;
  recordHosts(deps, task, report, now);
  const ended: Ended[] = [];
  const delayed: Delayed[] = [];

  for (const [index, recipient] of recipients.entries()) {
    const result = report.results[index];
    if (!result || result.recipient !== recipient.address)
      throw new Error('A report must have one result a recipient, in order.');
    if (result.kind === 'delivered') {
      recordDelivered(deps, task, recipient, result, now);
      continue;
    }
    if (result.failure.code === 'spool-unreadable') {
      recordUnreadable(deps, task, recipient, result, now);
      continue;
    }
    const decision = decideAfterFailure({
      failure: result.failure,
      attempts: recipient.attempts + 1,
      receivedAt: message.received_at,
      now,
      schedule: deps.schedule(),
      random: deps.random,
      ruleLifeHours: rule?.queueLifeHours ?? null,
      lifeHours: deps.settings().queue.lifeHours,
      tlsLifeHours: deps.settings().queue.tlsLifeHours,
      graceMs: deps.graceMs(),
      previousExpiresAt: recipient.attempts > 0 ? recipient.expires_at : null,
    });
    switch (decision.kind) {
      case 'retry':
        recordDeferred(deps, task, recipient, result, now, decision);
        delayed.push({ recipient, result, expiresAt: decision.expiresAt });
        break;
      case 'expire':
        recordExpired(deps, task, recipient, result, now, decision.expiresAt);
        ended.push({ recipient, result, expired: true });
        break;
      case 'fail':
        recordFailed(deps, task, recipient, result, now);
        ended.push({ recipient, result, expired: false });
        break;
      default:
        assertNever(decision);
    }
  }

  tellOfFailure(deps, message, ended, now);
  warnOfDelay(deps, message, delayed, now);
  const { bodyFile } = deps.store.removeIfDone(message.id);
  if (bodyFile !== null) deps.forgetBody(bodyFile);
}

function aboutAttempt(task: LeasedTask, recipient: RecipientRow, result: RecipientResult, now: number) {
  return {
    ...aboutRecipient(task.message, recipient, now),
    ...aboutPeer(result.peer, task.rule?.id ?? null),
    attempt: recipient.attempts + 1,
  };
}

/** Hosts that were passed over, and what strict would have said: once for the group of recipients. */
function recordHosts(deps: RecorderDeps, task: LeasedTask, report: DeliveryReport, now: number): void {
  const [first] = task.recipients;
  if (!first) return;
  const ruleId = task.rule?.id ?? null;
  const about = {
    ...aboutRecipient(task.message, first, now),
    recipient: task.recipients.length === 1 ? first.address : null,
    attempt: first.attempts + 1,
  };
  for (const { peer, failure } of report.failedHosts) {
    deps.history.append({ ...about, ...aboutPeer(peer, ruleId), ...aboutFailure(failure), outcome: 'next-host' });
  }
  if (report.observed) {
    const { peer, code } = report.observed;
    deps.history.append({
      ...about,
      ...aboutPeer(peer, ruleId),
      stage: 'Processing: Check TLS',
      outcome: 'observed',
      code,
    });
  }
}

function recordDelivered(
  deps: RecorderDeps,
  task: LeasedTask,
  recipient: RecipientRow,
  result: Extract<RecipientResult, { kind: 'delivered' }>,
  now: number,
): void {
  deps.history.append({
    ...aboutAttempt(task, recipient, result, now),
    stage: 'Processing: Deliver',
    outcome: 'delivered',
    reply: result.reply,
  });
  deps.store.removeRecipient(recipient.id);
}

function recordDeferred(
  deps: RecorderDeps,
  task: LeasedTask,
  recipient: RecipientRow,
  result: FailedResult,
  now: number,
  decision: { nextAttemptAt: number; expiresAt: number },
): void {
  deps.store.update({
    id: recipient.id,
    domain: recipient.domain,
    status: 'deferred',
    code: result.failure.code,
    reply: result.failure.reply,
    host: result.peer?.host ?? null,
    attempts: recipient.attempts + 1,
    lastAttemptAt: now,
    ...decision,
  });
  deps.history.append({
    ...aboutAttempt(task, recipient, result, now),
    ...aboutFailure(result.failure),
    outcome: 'deferred',
    ...decision,
  });
}

function recordFailed(
  deps: RecorderDeps,
  task: LeasedTask,
  recipient: RecipientRow,
  result: FailedResult,
  now: number,
): void {
  deps.history.append({
    ...aboutAttempt(task, recipient, result, now),
    ...aboutFailure(result.failure),
    outcome: 'failed',
  });
  deps.store.removeRecipient(recipient.id);
}

/** The last try has its own entry, as every try has; then comes the one that says that the message was deleted. */
function recordExpired(
  deps: RecorderDeps,
  task: LeasedTask,
  recipient: RecipientRow,
  result: FailedResult,
  now: number,
  expiresAt: number,
): void {
  const about = { ...aboutAttempt(task, recipient, result, now), ...aboutFailure(result.failure), expiresAt };
  deps.history.append({ ...about, outcome: 'deferred' });
  deps.history.append({
    ...about,
    stage: isTlsFailure(result.failure.code) ? 'Processing: Check TLS' : 'Processing: Queue',
    outcome: 'expired',
  });
  deps.store.removeRecipient(recipient.id);
}

/** Kept and shown: only the admin may drop a message whose body the disk no longer gives. */
function recordUnreadable(
  deps: RecorderDeps,
  task: LeasedTask,
  recipient: RecipientRow,
  result: FailedResult,
  now: number,
): void {
  deps.store.update({
    id: recipient.id,
    domain: recipient.domain,
    status: 'unreadable',
    code: 'spool-unreadable',
    reply: null,
    host: null,
    attempts: recipient.attempts + 1,
    lastAttemptAt: now,
    nextAttemptAt: null,
    expiresAt: recipient.expires_at,
  });
  deps.history.append({
    ...aboutRecipient(task.message, recipient, now),
    stage: 'Processing: Queue',
    outcome: 'warning',
    code: 'spool-unreadable',
    detail: result.failure.detail,
  });
}

function tellOfFailure(deps: RecorderDeps, message: MessageRow, ended: readonly Ended[], now: number): void {
  if (ended.length === 0) return;
  deps.notifier.sendFailure(
    message,
    ended.map(({ recipient, result, expired }) => ({
      recipient: { ...recipient, last_attempt_at: now },
      status: expired ? 'expired' : 'failed',
      code: result.failure.code,
      reply: result.failure.reply,
      host: result.peer?.host ?? null,
      deletedForTlsPolicy: expired && isTlsPolicyFailure(result),
    })),
    now,
  );
}

/** Once for each recipient. */
function warnOfDelay(deps: RecorderDeps, message: MessageRow, delayed: readonly Delayed[], now: number): void {
  const { notices } = deps.settings();
  if (!notices.sendDelayWarning) return;
  const late = delayed.filter(({ recipient, result }) => {
    const hours = isTlsFailure(result.failure.code) ? notices.tlsDelayWarningHours : notices.delayWarningHours;
    return recipient.delay_warned === 0 && now - message.received_at >= hours * 3_600_000;
  });
  if (late.length === 0) return;
  for (const { recipient } of late) deps.store.markDelayWarned(recipient.id);
  deps.notifier.sendDelayWarning(
    message,
    late.map(({ recipient, result, expiresAt }) => ({
      recipient: { ...recipient, last_attempt_at: now, expires_at: expiresAt },
      code: result.failure.code,
      reply: result.failure.reply,
      host: result.peer?.host ?? null,
    })),
    now,
  );
}
