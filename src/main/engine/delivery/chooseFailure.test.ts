import { expect, test } from 'vitest';
import type { FailureCode } from '../../../shared/domain/failureCode.ts';
import { chooseFailure, type HostFailure } from './chooseFailure.ts';

function failed(code: FailureCode, kind: 'temporary' | 'permanent' = 'temporary', answered = false): HostFailure {
  const peer = { host: `mx-${code}`, address: null, protocol: null, cipher: null, certificate: null };
  return { peer: { ...peer, mode: 'strict' }, failure: { kind, code, reply: null, detail: null }, answered };
}

test.each<[string, [HostFailure, ...HostFailure[]], FailureCode]>([
  ['the only one', [failed('connection-refused')], 'connection-refused'],
  ['the last of its kind', [failed('connection-refused'), failed('connection-timeout')], 'connection-timeout'],
  [
    'TLS over the network, wherever it stands',
    [failed('connection-refused'), failed('certificate-expired'), failed('connection-timeout')],
    'certificate-expired',
  ],
  ['the last TLS failure', [failed('handshake-failed'), failed('certificate-expired')], 'certificate-expired'],
  [
    'the answer of a host that was good enough over everything',
    [failed('greylisted', 'temporary', true), failed('certificate-expired'), failed('connection-refused')],
    'greylisted',
  ],
  [
    'what may still change over what is final',
    [failed('connection-refused'), failed('rejected', 'permanent')],
    'connection-refused',
  ],
  ['what is final where nothing else is', [failed('rejected', 'permanent')], 'rejected'],
])('%s', (_, failures, code) => {
  expect(chooseFailure(failures).failure.code).toBe(code);
});
