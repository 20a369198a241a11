import { createHash, X509Certificate } from 'node:crypto';
import type { EngineClient } from '../../../../src/shared/contract/client.ts';
import type { RuleInput } from '../../../../src/shared/contract/rule.ts';
import type { Lab } from '../lab.ts';
import { mxHostOf } from '../labDoubles.ts';
import { wellBehaved } from '../smtpBehaviour.ts';
import { type SmtpDouble, startSmtpDouble } from '../smtpDouble.ts';
import { inboundEnforcedDomain, officeDomain, officeServerName, type Peer, peers } from './peers.ts';

const relayName = 'relay.office.example';

/** The office's own mail server, which takes the inbound mail and the notices to its people. */
export async function startOffice(lab: Lab): Promise<SmtpDouble> {
  const identity = await lab.ca.issue({ names: [officeServerName] });
  const office = await startSmtpDouble({
    address: '127.0.0.1',
    port: 0,
    behaviour: wellBehaved(officeServerName, identity),
  });
  lab.zone.set(officeServerName, { a: ['127.0.0.1'] });
  return office;
}

/** Settings, the route to the office's server, and a rule for each peer that has one. What is there already is changed. */
export async function setUp(lab: Lab, call: EngineClient['call'], office: SmtpDouble): Promise<void> {
  for (const { domain, sharesMxOf } of peers) {
    if (sharesMxOf) lab.zone.set(domain, { mx: [{ preference: 10, exchange: mxHostOf(sharesMxOf) }] });
  }
  lab.doubles.tempfail.behaviour.rcptReply = greylist();
  await call('settings.save', {
    hostname: relayName,
    acceptedDomains: [officeDomain],
    // One address of this machine only, so that another one can show what a stranger gets.
    allowedNetworks: ['127.0.0.1/32', '::1/128'],
    queue: { retrySchedule: '30s, 2m, 5m, 15m, 30m, 1h, 2h, 4h*' },
  });
  const { certificate } = await call('certificate.get', {});
  // What was made at the first start is for the name of this machine.
  if (certificate.commonName !== relayName) {
    await call('certificate.generate', { keyType: 'ec-p256', validDays: 730, names: [relayName] });
  }
  const { routes } = await call('routes.list', {});
  const known = routes.find(({ host }) => host === officeServerName);
  await call('routes.save', {
    ...(known ? { id: known.id } : {}),
    name: 'Office mail server',
    domains: [officeDomain],
    host: officeServerName,
    port: office.port,
    mode: 'strict',
  });
  await call('routes.validate', { address: `anna@${officeDomain}` });
  const { rules } = await call('rules.list', {});
  const wanted: RuleInput[] = peers.flatMap((peer) => (peer.rule ? [ruleFor(peer, peer.rule, lab)] : []));
  wanted.push({
    pattern: inboundEnforcedDomain,
    direction: 'inbound',
    mode: 'strict',
    note: 'What the bank sends must come over TLS.',
  });
  const listed = new Map(rules.map((rule) => [rule.pattern, rule.id]));
  await call('rules.saveMany', {
    rules: wanted.map((rule) => {
      const id = listed.get(rule.pattern);
      return id === undefined ? rule : { ...rule, id };
    }),
  });
}

function ruleFor({ domain, sharesMxOf }: Peer, { pin, ...rule }: NonNullable<Peer['rule']>, lab: Lab): RuleInput {
  if (!pin || !sharesMxOf) return { pattern: domain, ...rule };
  const pinned = pin === 'right' ? lab.doubles[sharesMxOf].behaviour.tls.cert : lab.ca.rootPem;
  const spki = new X509Certificate(pinned).publicKey.export({ type: 'spki', format: 'der' });
  return { pattern: domain, ...rule, pins: [createHash('sha256').update(spki).digest('base64')] };
}

/** Refuses a recipient the first time, as greylisting does. */
function greylist(): (recipient: string) => string {
  const seen = new Set<string>();
  return (recipient) => {
    if (seen.has(recipient)) return '250 2.1.5 Ok';
    seen.add(recipient);
    return '451 4.7.1 Greylisted, please try again later';
  };
}
