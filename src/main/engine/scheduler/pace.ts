import type { DeliveryReport } from '../delivery/types.ts';

/** What a delivery says of how many more its servers take at once. */
export type Pace = 'faster' | 'same' | 'slower';

/** A refusal for good is about the message or its recipient: a server that says so is well. */
export function paceAfter({ results }: Pick<DeliveryReport, 'results'>): Pace {
  if (results.some(({ kind }) => kind === 'delivered')) return 'faster';
  return results.some((result) => result.kind === 'failed' && result.failure.kind === 'permanent') ? 'same' : 'slower';
}
