import { describe, expect, test } from 'vitest';
import type { DeliveryPath, RelayHost } from '../../src/main/engine/delivery/types.ts';
import type { FailureCode } from '../../src/shared/domain/failureCode.ts';
import { envelopeWords, outcomeOf, taskFor, useDeliveryBench } from '../support/deliveryBench.ts';
import { policyOf } from '../support/deliveryDeps.ts';
import { type DoubleName, mxHostOf } from '../support/lab/labDoubles.ts';

const bench = useDeliveryBench();

/** A double's address in the DNS. */
function addressOf(double: DoubleName): string {
  const entry = bench.lab.zone.get(mxHostOf(double));
  const address = typeof entry === 'object' ? entry.a?.[0] : undefined;
  if (!address) throw new Error(`The lab has no ${double}.`);
  return address;
}

describe('the DNS', () => {
  test.each<[string, 'temporary' | 'permanent', FailureCode]>([
    ['null-mx.example', 'permanent', 'null-mx'],
    ['missing.example', 'permanent', 'dns-nxdomain'],
    ['servfail.example', 'temporary', 'dns-servfail'],
  ])('%s is %s %s', async (domain, kind, code) => {
    const report = await bench.delivery.deliver(taskFor(domain, policyOf('opportunistic')));
    expect(report.results).toMatchObject([{ kind: 'failed', failure: { kind, code }, peer: null }]);
  });

  test('a domain without MX is its own host', async () => {
    bench.lab.zone.set('implicit.example', { a: [addressOf('no-starttls')] });
    const report = await bench.delivery.deliver(taskFor('implicit.example', policyOf('opportunistic')));
    expect(report.results).toMatchObject([{ kind: 'delivered', peer: { host: 'implicit.example' } }]);
  });

  test('a domain with neither MX nor address takes no mail', async () => {
    bench.lab.zone.set('empty.example', { a: [] });
    const report = await bench.delivery.deliver(taskFor('empty.example', policyOf('opportunistic')));
    expect(report.results).toMatchObject([{ failure: { kind: 'permanent', code: 'dns-nxdomain' } }]);
  });

  test('a MX host without address is passed over, and named', async () => {
    bench.lab.zone.set('half.example', {
      mx: [
        { preference: 10, exchange: 'gone.half.example' },
        { preference: 20, exchange: 'mx.trusted.example' },
      ],
    });
    const report = await bench.delivery.deliver(taskFor('half.example', policyOf('strict')));
    expect(outcomeOf(report)).toBe('delivered');
    expect(report.failedHosts).toMatchObject([
      { peer: { host: 'gone.half.example', address: null }, failure: { kind: 'temporary', code: 'dns-nxdomain' } },
    ]);
  });

  test('we never deliver to ourselves', async () => {
    bench.lab.zone.set('own.example', { mx: [{ preference: 10, exchange: 'relay.office.example' }] });
    const report = await bench.delivery.deliver(taskFor('own.example', policyOf('opportunistic')));
    expect(report.results).toMatchObject([{ failure: { kind: 'permanent', code: 'mx-loop' } }]);
  });

  test('servers that change are asked anew, and one that is no address is said so', async () => {
    bench.settings = { ...bench.settings, dnsServers: ['dns.example:53'] };
    const report = await bench.delivery.deliver(taskFor('trusted.example', policyOf('strict')));
    expect(report.results).toMatchObject([
      { failure: { kind: 'temporary', code: 'dns-servfail', detail: expect.stringContaining('dns.example') } },
    ]);
    bench.settings = { ...bench.settings, dnsServers: [bench.lab.dns] };
    expect(outcomeOf(await bench.deliver('trusted', policyOf('strict')))).toBe('delivered');
  });
});

describe('several hosts', () => {
  test('the next one takes over, and the first one is named', async () => {
    const report = await bench.deliver('second-mx', policyOf('strict'));
    expect(report).toMatchObject({
      results: [{ kind: 'delivered', peer: { host: 'mx2.second-mx.example' } }],
      failedHosts: [{ peer: { host: 'mx1.second-mx.example' }, failure: { code: 'handshake-failed' } }],
    });
    expect(bench.allClear()).not.toMatch(envelopeWords);
  });

  test('a TLS failure is the reason that is reported, even if a later host fails otherwise', async () => {
    bench.lab.doubles['second-mx-2'].behaviour.greeting = '421 4.3.2 Busy';
    expect(await bench.deliver('second-mx', policyOf('strict'))).toMatchObject({
      results: [{ failure: { code: 'handshake-failed' }, peer: { host: 'mx1.second-mx.example' } }],
      failedHosts: [{ peer: { host: 'mx2.second-mx.example' }, failure: { code: 'service-not-available' } }],
    });
  });

  test('whoever is deferred by one host is tried at the next, and nobody else', async () => {
    const [first, second] = [bench.lab.doubles['second-mx-1'], bench.lab.doubles['second-mx-2']];
    Object.assign(first.behaviour, {
      starttls: { kind: 'accept' },
      rcptReply: (recipient: string) =>
        recipient.startsWith('later') ? '450 4.2.0 Greylisted' : recipient.startsWith('no') ? '550 5.1.1 No' : '250 Ok',
    });
    const recipients = ['yes@second-mx.example', 'later@second-mx.example', 'no@second-mx.example'];
    const task = taskFor('second-mx.example', policyOf('strict'), { recipients });
    expect(await bench.delivery.deliver(task)).toMatchObject({
      results: [
        { kind: 'delivered', recipient: recipients[0], peer: { host: 'mx1.second-mx.example' } },
        { kind: 'delivered', recipient: recipients[1], peer: { host: 'mx2.second-mx.example' } },
        { kind: 'failed', recipient: recipients[2], failure: { kind: 'permanent', code: 'mailbox-unavailable' } },
      ],
      failedHosts: [],
    });
    expect(first.messages).toMatchObject([{ rcptTo: [recipients[0]] }]);
    expect(second.messages).toMatchObject([{ rcptTo: [recipients[1]] }]);
  });

  test('a message that is refused for good is not carried from host to host', async () => {
    bench.lab.doubles['second-mx-1'].behaviour.starttls = { kind: 'accept' };
    bench.lab.doubles['second-mx-1'].behaviour.finalReply = '554 5.7.1 Spam';
    expect(outcomeOf(await bench.deliver('second-mx', policyOf('strict')))).toBe('rejected');
    expect(bench.lab.doubles['second-mx-2'].connections).toHaveLength(0);
  });

  test('a message whose fate is unknown is not sent again at once', async () => {
    bench.lab.doubles['second-mx-1'].behaviour.starttls = { kind: 'accept' };
    bench.lab.doubles['second-mx-1'].behaviour.closeAt = 'final';
    expect(outcomeOf(await bench.deliver('second-mx', policyOf('strict')))).toBe('connection-lost');
    expect(bench.lab.doubles['second-mx-2'].connections).toHaveLength(0);
  });

  test('that insists on TLS which we could not agree on: that is the reason, and one to try again', async () => {
    bench.lab.doubles['handshake-breaks'].behaviour.mailReply = '530 5.7.0 Must issue a STARTTLS command first';
    expect(await bench.deliver('handshake-breaks', policyOf('opportunistic'))).toMatchObject({
      results: [{ failure: { kind: 'temporary', code: 'handshake-failed', reply: expect.stringMatching(/^530/) } }],
    });
  });

  test('a host that answers speaks for all its addresses', async () => {
    bench.lab.zone.set('mx.busy.example', { a: [addressOf('trusted'), addressOf('busy')] });
    // `random` is 0: the last one comes first.
    expect(outcomeOf(await bench.deliver('busy', policyOf('opportunistic')))).toBe('service-not-available');
    expect(bench.lab.doubles.busy.connections).toHaveLength(1);
    expect(bench.lab.doubles.trusted.connections).toHaveLength(0);
  });

  test('an address that does not answer is passed over', async () => {
    bench.lab.zone.set('mx.trusted.example', { a: ['127.0.2.250', addressOf('trusted')] });
    expect(outcomeOf(await bench.deliver('trusted', policyOf('strict')))).toBe('delivered');
  });
});

describe('a server that the admin named', () => {
  const credentials = { username: 'office', password: 'hunter2' };

  function relayTo(double: DoubleName, changes: Partial<RelayHost> = {}): DeliveryPath {
    const host = {
      host: `mx.${double}.example`,
      port: bench.lab.deliveryPort,
      policy: policyOf('strict'),
      credentials: null,
    };
    return { kind: 'hosts', hosts: [{ ...host, ...changes }] };
  }
  const deliverTo = (path: DeliveryPath) =>
    bench.delivery.deliver(taskFor('anywhere.example', policyOf('opportunistic'), { path }));

  test('gets mail for any domain, with a password inside TLS', async () => {
    bench.lab.doubles.trusted.behaviour.auth = credentials;
    expect(outcomeOf(await deliverTo(relayTo('trusted', { credentials })))).toBe('delivered');
    expect(bench.lab.doubles.trusted.messages).toMatchObject([{ rcptTo: ['anna@anywhere.example'] }]);
    expect(bench.allClear()).not.toContain('AUTH');
  });

  test('that does not know the password makes the mail wait', async () => {
    bench.lab.doubles.trusted.behaviour.auth = { ...credentials, password: 'another' };
    expect(await deliverTo(relayTo('trusted', { credentials }))).toMatchObject({
      results: [{ failure: { kind: 'temporary', code: 'authentication-failed' } }],
    });
  });

  test('is held to its own policy', async () => {
    expect(outcomeOf(await deliverTo(relayTo('self-signed')))).toBe('certificate-not-trusted');
    expect(bench.allHeard()).not.toMatch(envelopeWords);
    const policy = policyOf('relaxed');
    expect(outcomeOf(await deliverTo(relayTo('self-signed', { policy })))).toBe('delivered');
  });

  test('may be an address or a name of this machine', async () => {
    const relay = { host: 'localhost', policy: policyOf('opportunistic') };
    expect(outcomeOf(await deliverTo(relayTo('no-starttls', { ...relay, host: addressOf('no-starttls') })))).toBe(
      'delivered',
    );
    expect(await deliverTo(relayTo('no-starttls', relay))).toMatchObject({
      results: [{ peer: { host: 'localhost', address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/) } }],
    });
  });

  test('is tried before the next one in the order given', async () => {
    const hosts = ['busy', 'trusted'] as const;
    const path: DeliveryPath = {
      kind: 'hosts',
      hosts: hosts.map((name) => ({
        host: `mx.${name}.example`,
        port: bench.lab.deliveryPort,
        policy: policyOf('strict'),
        credentials: null,
      })),
    };
    expect(await deliverTo(path)).toMatchObject({
      results: [{ kind: 'delivered', peer: { host: 'mx.trusted.example' } }],
      failedHosts: [{ peer: { host: 'mx.busy.example' } }],
    });
  });

  test('has to be there', async () => {
    expect(outcomeOf(await deliverTo({ kind: 'hosts', hosts: [] }))).toBe('no-route');
  });
});
