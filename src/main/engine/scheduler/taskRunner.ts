import { isDeepStrictEqual } from 'node:util';
import type { Delivery, DeliveryFailure, DeliveryReport, DeliveryTask } from '../delivery/types.ts';
import type { MessageRow, RecipientRow } from '../queue/rows.ts';
import { type Spool, SpoolError } from '../queue/spool.ts';
import { type QueueStore, sha256Of } from '../queue/store.ts';
import type { Clock, Logger } from '../runtime.ts';
import { isStorageTrouble } from '../storage/database.ts';
import type { Writer } from '../storage/writer.ts';
import { type Pace, paceAfter } from './pace.ts';
import type { ChosenPath } from './path.ts';
import { type LeasedTask, type RecorderDeps, recordReport } from './recorder.ts';

export interface TaskRunnerDeps {
  store: QueueStore;
  spool: Spool;
  writer: Writer;
  delivery: Delivery;
  recorder: RecorderDeps;
  choosePath(recipient: RecipientRow): ChosenPath;
  clock: Clock;
  logger: Logger;
  /** After each change of the queue that a delivery made. */
  onChanged(): void;
  isRunning(): boolean;
}

/** Deliver → record, for one leased task. */
export interface TaskRunner {
  /**
   * Rejects where the outcome could not be recorded: the lease then stays until the next start. `onRecorded` is called
   * inside the transaction that records it, again where that had to be tried again.
   */
  run(
    task: { message: MessageRow; recipients: readonly RecipientRow[] },
    onRecorded: (pace: Pace) => void,
  ): Promise<void>;
  /** Ends every wait for a disk that fails: the engine stops. */
  endWaits(): void;
}

const firstWaitMs = 1000;
const maxWaitMs = 60_000;

export function createTaskRunner(deps: TaskRunnerDeps): TaskRunner {
  const waits = new Set<() => void>();

  const run: TaskRunner['run'] = async ({ message, recipients }, onRecorded) => {
    const [first] = recipients;
    if (!first) return;
    const chosen = deps.choosePath(first);
    const stillHolds = () => isDeepStrictEqual(deps.choosePath(first), chosen);
    const leased: LeasedTask = { message, recipients, rule: chosen.kind === 'path' ? chosen.rule : null };
    const report: DeliveryReport =
      chosen.kind === 'path'
        ? await deliver(leased, chosen, stillHolds)
        : {
            results: recipients.map(({ address }) => ({
              kind: 'failed',
              recipient: address,
              failure: chosen.failure,
              peer: null,
            })),
            failedHosts: [],
            observed: null,
          };
    // Cut off by our own stop, not by the peer: the next start tries again, and no attempt is counted.
    if (!deps.isRunning() && report.results.every((result) => result.kind === 'failed')) return;
    if (report.results.every(({ kind }) => kind === 'failed') && !stillHolds()) {
      // By a rule that is no longer: no attempt is counted, and by the new one it is due at once.
      await keepTrying(first, () => {
        deps.store.release(recipients);
        onRecorded('same');
      });
    } else {
      await keepTrying(first, () => {
        recordReport(deps.recorder, leased, report, deps.clock.now());
        onRecorded(paceAfter(report));
      });
    }
    deps.onChanged();
  };

  /**
   * While the disk is full or fails, an outcome is kept here and written once there is room: left to the next start, what
   * was delivered would go out twice, and what was not would wait for a restart that may be weeks away.
   */
  const keepTrying = async <Result>({ message_rowid: message }: RecipientRow, work: () => Result): Promise<Result> => {
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, maxWaitMs)) {
      try {
        return await deps.writer.write(work);
      } catch (error) {
        if (!deps.isRunning() || !isStorageTrouble(error)) throw error;
        deps.logger.error({ error, message }, 'The queue cannot be read or written yet. It is tried again.');
        await waitWhileRunning(waitMs);
      }
    }
  };

  const waitWhileRunning = (waitMs: number) =>
    new Promise<void>((resolve) => {
      const end = () => {
        planned.cancel();
        waits.delete(end);
        resolve();
      };
      const planned = deps.clock.setTimer(end, waitMs);
      waits.add(end);
    });

  const deliver = async (
    leased: LeasedTask,
    chosen: Extract<ChosenPath, { kind: 'path' }>,
    stillHolds: () => boolean,
  ): Promise<DeliveryReport> => {
    const { message, recipients } = leased;
    const body = { problem: null as string | null };
    const task: DeliveryTask = {
      queueId: message.queue_id,
      domain: recipients[0]?.domain ?? '',
      path: chosen.path,
      sender: message.sender,
      recipients: recipients.map(({ address }) => address),
      size: message.size,
      eightBitMime: message.eight_bit_mime === 1,
      smtpUtf8: message.smtp_utf8 === 1,
      openBody: () => readBody(message, body),
      stillHolds,
    };
    let report: DeliveryReport;
    try {
      report = await deps.delivery.deliver(task);
    } catch (error) {
      deps.logger.error(
        { error, queueId: message.queue_id },
        'A delivery threw: a bug. The mail is kept and tried again.',
      );
      return failAll(task, { kind: 'temporary', code: 'internal-error', reply: null, detail: String(error) });
    }
    if (body.problem === null) return report;
    return failUndelivered(report, { kind: 'temporary', code: 'spool-unreadable', reply: null, detail: body.problem });
  };

  async function* readBody(message: MessageRow, body: { problem: string | null }) {
    const { id, body_file: file, size, body_sha256: sha256 } = message;
    try {
      if (file !== null) {
        yield* deps.spool.read(file, size, sha256);
        return;
      }
      const data = deps.store.readInlineBody(id);
      if (data === null || data.length !== size) throw new SpoolError('The body is not in the database.');
      if (sha256 && !sha256Of(data).equals(sha256)) throw new SpoolError('The body is damaged: its checksum differs.');
      yield data;
    } catch (error) {
      if (error instanceof SpoolError) body.problem = error.message;
      throw error;
    }
  }

  return {
    run,
    endWaits() {
      for (const end of waits) end();
    },
  };
}

/** What was delivered, or refused for good, before the trouble stays so: it must not go out twice. */
function failUndelivered(report: DeliveryReport, failure: DeliveryFailure): DeliveryReport {
  const results = report.results.map((result) =>
    result.kind === 'delivered' || result.failure.kind === 'permanent' ? result : { ...result, failure },
  );
  return { ...report, results };
}

function failAll(task: DeliveryTask, failure: DeliveryFailure): DeliveryReport {
  return {
    results: task.recipients.map((recipient) => ({ kind: 'failed', recipient, failure, peer: null })),
    failedHosts: [],
    observed: null,
  };
}
