import type { Random } from '../runtime.ts';
import { chooseFailure, type HostFailure } from './chooseFailure.ts';
import { temporaryFailure } from './classify.ts';
import { deliverToHost, type HostDeps, type HostOutcome } from './deliverToHost.ts';
import { findHosts } from './hosts.ts';
import type { DnsResolver } from './mx/resolver.ts';
import type { DeliveryFailure, DeliveryReport, DeliveryTask, FailedHost, RecipientResult } from './types.ts';

export interface TaskDeps extends HostDeps {
  resolver: DnsResolver;
  random: Random;
  isClosed(): boolean;
}

/** Results that count, by the recipient's place in the task. */
export type SettledResults = Map<number, RecipientResult>;

/**
 * Tries one host after the other until every recipient has an answer that counts: taken, or refused for good. Results
 * are put into `settled` as soon as they are known, so that a bug later on cannot make a message go out twice.
 */
export async function deliverTask(
  task: DeliveryTask,
  settled: SettledResults,
  deps: TaskDeps,
): Promise<DeliveryReport> {
  const found = await findHosts(task, deps);
  const hosts = found.kind === 'hosts' ? found.hosts : [];
  const waiting = new Map<number, HostFailure[]>(task.recipients.map((_, place) => [place, []]));
  const failedHosts: HostFailure[] = [];
  let observed: DeliveryReport['observed'] = null;

  for (const host of hosts) {
    if (waiting.size === 0 || deps.isClosed()) break;
    const places = [...waiting.keys()];
    const recipients = places.map((place) => task.recipients[place] ?? '');
    const outcome = await deliverToHost(host, { ...task, recipients, openBody: () => task.openBody() }, deps);
    const failure = noteOutcome(outcome, task, waiting, settled);
    if (failure) failedHosts.push(failure);
    if (host.policy.mode === 'watch' && tookIt(outcome)) observed = { peer: outcome.peer, code: outcome.strictCode };
  }

  const reported = new Set<FailedHost>();
  const resultOf = (recipient: string, place: number): RecipientResult => {
    const result = settled.get(place);
    if (result) return result;
    const [first, ...others] = waiting.get(place) ?? [];
    const chosen = first ? chooseFailure([first, ...others]) : null;
    if (chosen) reported.add(chosen);
    const failure = chosen?.failure ?? (found.kind === 'failed' ? found.failure : closedFailure);
    return {
      kind: 'failed',
      recipient,
      failure: deps.isClosed() ? closedFailure : failure,
      peer: chosen?.peer ?? null,
    };
  };
  return {
    results: task.recipients.map(resultOf),
    failedHosts: failedHosts.filter((host) => !reported.has(host)).map(({ peer, failure }) => ({ peer, failure })),
    observed,
  };
}

/** What a delivery that is cut off by `close` says, whatever the cut looked like from inside. */
export const closedFailure: DeliveryFailure = temporaryFailure('connection-lost', 'The engine was stopping.');

/**
 * Takes those who have their answer off the waiting list and notes for the others why this host was not it. Returns the
 * failure of the host as a whole, if there was one.
 */
function noteOutcome(
  outcome: HostOutcome,
  task: DeliveryTask,
  waiting: Map<number, HostFailure[]>,
  settled: SettledResults,
): HostFailure | null {
  const { peer } = outcome;
  if (outcome.kind === 'failed') {
    const hostFailure: HostFailure = { peer, failure: outcome.failure, answered: false };
    for (const failures of waiting.values()) failures.push(hostFailure);
    return hostFailure;
  }
  let hostFailure: HostFailure | null = null;
  for (const [index, [place, failures]] of [...waiting].entries()) {
    const answer = outcome.answers[index];
    const recipient = task.recipients[place] ?? '';
    if (!answer) throw new Error('A recipient without an answer.');
    if (answer.kind === 'delivered') {
      settled.set(place, { ...answer, recipient, peer });
      waiting.delete(place);
    } else if (!answer.elsewhere) {
      settled.set(place, { kind: 'failed', recipient, failure: answer.failure, peer });
      waiting.delete(place);
    } else if (answer.own) {
      failures.push({ peer, failure: answer.failure, answered: true });
    } else {
      hostFailure ??= { peer, failure: answer.failure, answered: isAnswer(answer.failure) };
      failures.push(hostFailure);
    }
  }
  return hostFailure;
}

/** A 421 is a reply too, but the peer only took its leave. */
function isAnswer({ reply, code }: DeliveryFailure): boolean {
  return reply !== null && code !== 'service-not-available';
}

function tookIt(outcome: HostOutcome): outcome is Extract<HostOutcome, { kind: 'answered' }> {
  return outcome.kind === 'answered' && outcome.answers.some(({ kind }) => kind === 'delivered');
}
