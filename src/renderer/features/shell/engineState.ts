import type { Status } from '../../../shared/contract/status.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import type { ConnectionState } from '../../client/engineConnection.ts';
import type { Tone } from '../sentences/outcomes.ts';

export interface EngineState {
  word: string;
  tone: Tone;
}

/** What the navigation and the overview say of the engine. */
export function engineState(phase: ConnectionState['phase'], status: Status | null): EngineState {
  switch (phase) {
    case 'connecting':
      return { word: 'Connecting', tone: 'plain' };
    case 'not-answering':
    case 'session-ended':
      return { word: 'Not answering', tone: 'bad' };
    case 'connected':
      return status ? stateOfStatus(status) : { word: 'Connecting', tone: 'plain' };
    default:
      return assertNever(phase);
  }
}

function stateOfStatus({ state, pause }: Status): EngineState {
  if (pause !== null && state !== 'failing') return { word: 'Paused', tone: 'wait' };
  switch (state) {
    case 'running':
      return { word: 'Running', tone: 'good' };
    case 'attention':
      return { word: 'Needs attention', tone: 'wait' };
    case 'failing':
      return { word: 'Failing', tone: 'bad' };
    default:
      return assertNever(state);
  }
}
