import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policyOf } from '../support/deliveryDeps.ts';
import { certificateCases } from '../support/matrix/certificateCases.ts';
import { startEndpoint } from '../support/matrix/endpoint.ts';
import { type Expected, type MatrixCase, makeWorld, mxHost, type World } from '../support/matrix/matrixCase.ts';
import { nameCases } from '../support/matrix/nameCases.ts';
import { type PeerDifference, peerDifferences } from '../support/matrix/peerDifferences.ts';
import { cipherCases, versionCases } from '../support/matrix/protocolCases.ts';
import { opensslClient, type PeerVerdict, posttlsFinger, type TlsPeer } from '../support/matrix/tlsPeers.ts';

/**
 * The truth matrix again, with Postfix's and OpenSSL's own programs as the judges. They must say what strict says,
 * but for the differences that are named, each with what decides it.
 */

const asked: readonly { peer: TlsPeer; cases: readonly MatrixCase[] }[] = [
  // It takes no list of TLS 1.3 suites: the cipher profiles cannot be asked for.
  { peer: posttlsFinger, cases: [...certificateCases, ...nameCases, ...versionCases] },
  { peer: opensslClient, cases: [...certificateCases, ...nameCases, ...versionCases, ...cipherCases] },
];

let dir: string;
let world: World;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'sealpost-tls-peers-'));
  world = makeWorld();
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe.each(asked)('$peer.name', ({ peer, cases }) => {
  it.for(cases.map((each) => [each.name, each] as const))('%s', async ([, matrixCase], context) => {
    if (peer.missing !== null) return context.skip(peer.missing);
    const { verdict, said } = await ask(peer, matrixCase);
    const difference = differenceOf(peer, matrixCase);
    expect(verdict, said).toBe(difference?.says ?? ourVerdict(matrixCase.expected));
  });

  it('is named in no difference that is none', () => {
    const names = new Map(cases.map((each) => [each.name, ourVerdict(each.expected)]));
    for (const { cases: differing, says } of peerDifferences.filter((each) => each.peer === peer.name)) {
      for (const name of differing) expect(names.get(name), name).not.toBe(says);
      expect([...names.keys()]).toEqual(expect.arrayContaining([...differing]));
    }
  });
});

async function ask(peer: TlsPeer, { serve, host = mxHost, policy }: MatrixCase) {
  const endpoint = serve(world);
  const caFile = join(dir, 'trusted.pem');
  writeFileSync(caFile, (('trusted' in endpoint ? endpoint.trusted : null) ?? world.trusted).join(''));
  const running = await startEndpoint(endpoint, host, '127.0.0.1');
  try {
    const { address, port } = running;
    return await peer.ask({ address, port, host, policy: policyOf('strict', policy), caFile });
  } finally {
    await running.close();
  }
}

function differenceOf(peer: TlsPeer, { name }: MatrixCase): PeerDifference | undefined {
  return peerDifferences.find((each) => each.peer === peer.name && each.cases.includes(name));
}

function ourVerdict({ strict, relaxed }: Expected): PeerVerdict {
  if (strict === null) return 'verified';
  return relaxed === null ? 'encrypted' : 'refused';
}
