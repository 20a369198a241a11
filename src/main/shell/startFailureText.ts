import { assertNever } from '../../shared/domain/assertNever.ts';
import type { EngineStartFailure } from '../engine-host/types.ts';

/** The words of the dialog that says why no mail is relayed. The engine's own message follows as the detail. */
export function startFailureText(failure: EngineStartFailure): { message: string; advice: string } {
  switch (failure.code) {
    case 'data-dir-not-writable':
      return {
        message: 'Sealpost cannot write to its data folder.',
        advice: 'Make the folder writable for your user, or start Sealpost with another one, then try again.',
      };
    case 'database-too-new':
      return {
        message: 'The data folder belongs to a newer version of Sealpost.',
        advice: 'Install that version again. Nothing in the folder was changed.',
      };
    case 'already-running':
      return {
        message: 'Another Sealpost uses this data folder, and this one may not talk to it.',
        advice: 'It may run as a service of another user. Stop it, or look at it with that user, then try again.',
      };
    case 'settings-invalid':
      return {
        message: 'A setting that Sealpost was started with is not valid.',
        advice: 'Correct it, then try again.',
      };
    case 'port-in-use':
    case 'permission-denied':
    case 'address-not-available':
      return {
        message: 'Sealpost cannot use one of its network addresses.',
        advice: 'Choose another one, then try again.',
      };
    case 'unexpected':
      return { message: 'The relay could not start.', advice: 'The log in the data folder says more.' };
    default:
      return assertNever(failure.code);
  }
}
