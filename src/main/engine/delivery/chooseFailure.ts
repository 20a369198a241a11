import { isTlsFailure } from '../../../shared/domain/failureCode.ts';
import type { FailedHost } from './types.ts';

/** Why one recipient's mail did not leave by one host. */
export interface HostFailure extends FailedHost {
  /** The host passed the TLS decision and answered the envelope: it is not the link that failed. */
  answered: boolean;
}

/**
 * The failure to report for a recipient whom no host took, from all hosts' in the order tried. A host that was good enough
 * and said no is the reason why the mail waits. Where none was, TLS is, if it failed anywhere: an enforced domain
 * waits for that, whatever else was wrong with its other hosts. Else the last one that may still change, else the last.
 */
export function chooseFailure(failures: readonly [HostFailure, ...HostFailure[]]): HostFailure {
  return (
    failures.findLast(({ answered }) => answered) ??
    failures.findLast(({ failure }) => isTlsFailure(failure.code)) ??
    failures.findLast(({ failure }) => failure.kind === 'temporary') ??
    failures.at(-1) ??
    failures[0]
  );
}
