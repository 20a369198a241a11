import { describe, expect, it } from 'vitest';
import { quitQuestion } from './quitQuestion.ts';
import type { RelayState } from './relayState.ts';

const running: RelayState = { kind: 'running', attached: false, status: null };

describe('quitQuestion', () => {
  it('says how many messages wait', () => {
    expect(quitQuestion(running, 3)).toEqual({
      message: '3 messages wait to be sent.',
      detail: 'They are kept and sent when Sealpost runs again.',
    });
    expect(quitQuestion(running, 1)).toEqual({
      message: '1 message waits to be sent.',
      detail: 'It is kept and sent when Sealpost runs again.',
    });
  });

  it('asks nothing where nothing waits', () => {
    expect(quitQuestion(running, 0)).toBeNull();
  });

  it('asks nothing where a service goes on without us', () => {
    expect(quitQuestion({ ...running, attached: true }, 3)).toBeNull();
  });

  it('asks also while the engine starts again', () => {
    expect(quitQuestion({ kind: 'restarting', reason: 'x', startFailed: false }, 2)?.message).toBe(
      '2 messages wait to be sent.',
    );
  });
});
