import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FailureCode, isTlsFailure, tlsFailureCodes } from '../../src/shared/domain/failureCode.ts';
import { addressCases } from '../support/matrix/addressCases.ts';
import { certificateCases } from '../support/matrix/certificateCases.ts';
import { conversationCases } from '../support/matrix/conversationCases.ts';
import { domainCases } from '../support/matrix/domainCases.ts';
import { whyNotOn } from '../support/matrix/endpoint.ts';
import { type MatrixCase, passes } from '../support/matrix/matrixCase.ts';
import { type Delivered, type MatrixLab, startMatrixLab } from '../support/matrix/matrixLab.ts';
import { nameCases } from '../support/matrix/nameCases.ts';
import { cipherCases, versionCases } from '../support/matrix/protocolCases.ts';

/**
 * The truth matrix: every endpoint that we could think of, and what each enforced mode must say of it. The prober and a
 * delivery are both asked; where they disagree with the table, or with one another, an admin is told something false.
 */

const kinds: Record<string, readonly MatrixCase[]> = {
  certificates: certificateCases,
  names: nameCases,
  versions: versionCases,
  ciphers: cipherCases,
  conversations: conversationCases,
  addresses: addressCases,
};

let lab: MatrixLab;
const noIpv6 = await whyNotOn('::1');
const noSecondAddress = await whyNotOn('127.0.0.2');

beforeAll(async () => {
  lab = await startMatrixLab();
});
afterAll(async () => {
  await lab.close();
});

describe.each(Object.entries(kinds))('%s', (_, cases) => {
  it.for(cases.map((each) => [each.name, each] as const))('%s', async ([, matrixCase], context) => {
    if (noIpv6 !== null && matrixCase.addresses?.includes('::1')) return context.skip(noIpv6);
    const { expected } = matrixCase;
    const { verdict, wrongPinVerdict, envelopeInProbe, deliveries } = await lab.ask(matrixCase);

    expect({
      strict: verdict.modes.strict.code,
      relaxed: verdict.modes.relaxed.code,
      pinned: verdict.modes.pinned?.code,
      wrongPin: wrongPinVerdict.modes.pinned?.code,
    }).toEqual(expected);
    const code = expected.relaxed ?? expected.strict;
    expect(verdict).toMatchObject({ code, unknown: code !== null && !isTlsFailure(code) });
    expect(envelopeInProbe).toEqual([]);

    expect(deliveries).toEqual({
      strict: delivered(expected.strict),
      relaxed: delivered(expected.relaxed),
      pinned: delivered(expected.pinned),
      wrongPin: delivered(expected.wrongPin),
    });

    if (matrixCase.protocol !== undefined) expect(verdict.protocol).toBe(matrixCase.protocol);
    if (matrixCase.cipher !== undefined) expect(verdict.cipher).toBe(matrixCase.cipher);
  });
});

describe('domains', () => {
  it.for(domainCases.map((each) => [each.name, each] as const))('%s', async ([, domainCase], context) => {
    if (noSecondAddress !== null && domainCase.hosts.some(({ address }) => address === '127.0.0.2')) {
      return context.skip(noSecondAddress);
    }
    const { verdict, deliveries } = await lab.askDomain(domainCase);
    expect(verdict).toMatchObject(domainCase.probed);
    expect(deliveries).toEqual({
      strict: delivered(domainCase.delivered.strict),
      relaxed: delivered(domainCase.delivered.relaxed),
      pinned: delivered(domainCase.delivered.pinned),
    });
  });
});

it('a root that is taken out of the trusted ones counts no more, whatever is remembered or still connected', async () => {
  const good: MatrixCase = { name: '', expected: passes, serve: (world) => ({ certificate: world.good }) };
  const [before, after, again] = await lab.askInTurn(good, [null, [], null]);
  expect(before?.deliveries.strict).toEqual(delivered(null));
  expect(after?.verdict.modes.strict.code).toBe('certificate-not-trusted');
  expect(after?.deliveries.strict).toEqual(delivered('certificate-not-trusted'));
  expect(after?.deliveries.relaxed).toEqual(delivered(null));
  expect(again?.deliveries.strict).toEqual(delivered(null));
});

/** Taken inside TLS, or not one octet of an envelope written. A TLS failure is always worth another try. */
function delivered(code: FailureCode | null): Delivered {
  if (code === null) {
    return { code, kind: null, envelope: expect.arrayContaining(['MAIL FROM', 'RCPT TO']), tookMessage: true };
  }
  return { code, kind: isTlsFailure(code) ? 'temporary' : expect.anything(), envelope: [], tookMessage: false };
}

it('has no case twice, and enough of them', () => {
  const names = Object.values(kinds).flatMap((cases) => cases.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(80);
});

it('ran into no bug', () => {
  expect(lab.bugs).toEqual([]);
});

it('is what the guide tells of', async () => {
  const guide = await readFile(new URL('../../docs/tls-verdicts.md', import.meta.url), 'utf8');
  const counts = { ...kinds, domains: domainCases };
  for (const [kind, { length }] of Object.entries(counts)) expect(guide).toContain(`| ${kind} | ${length} |`);
  const all = [
    ...Object.values(kinds)
      .flat()
      .map(({ expected }) => expected),
    ...domainCases.map((each) => each.delivered),
  ];
  const codes = new Set(all.flatMap(({ strict, relaxed, pinned }) => [strict, relaxed, pinned]));
  for (const code of [...codes, ...tlsFailureCodes]) if (code !== null) expect(guide).toContain(`\`${code}\``);
});
