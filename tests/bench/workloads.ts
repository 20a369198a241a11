import type { Load } from './load.ts';
import { bulkDomain, hungDomain, manyDomain, manyDomains } from './sinkWords.ts';

export interface Workload {
  name: string;
  what: string;
  load: Omit<Load, 'port'>;
  /** Ends when the sink has all of it; else when all has got its 250, and waits for a server that never answers. */
  relayed: boolean;
  /** What the product has to reach: its rate against Postfix's. */
  goal: number;
}

const messageOctets = 5000;

const many = Array.from({ length: manyDomains }, (_, place) => manyDomain(place));

function accept(
  sessions: number,
  connections: Load['connections'],
  startTls: boolean,
  messages: number,
  goal: number,
): Workload {
  const each = connections === 'one-per-message' ? 'one message per connection' : 'many per connection';
  return {
    name: `accept${startTls ? '-tls' : ''}-${sessions}-${connections === 'one-per-message' ? 'one' : 'many'}`,
    what: `accept${startTls ? ' with STARTTLS' : ''}, ${sessions} sessions, ${each}`,
    load: { sessions, connections, startTls, messages, size: messageOctets, domains: [hungDomain] },
    relayed: false,
    goal,
  };
}

function relay(
  name: string,
  what: string,
  load: Pick<Load, 'sessions' | 'connections' | 'messages' | 'domains'>,
  goal: number,
): Workload {
  return { name, what, load: { ...load, startTls: false, size: messageOctets }, relayed: true, goal };
}

/**
 * The work of the table, with messages enough for a few seconds of either. Relays get more: it takes some thousand messages
 * until all that Node runs for one is compiled, and a relay runs for weeks.
 */
export const workloads: readonly Workload[] = [
  accept(10, 'one-per-message', false, 4000, 1.5),
  accept(50, 'one-per-message', false, 4000, 1.5),
  accept(10, 'many-messages', false, 5000, 3),
  accept(50, 'many-messages', false, 5000, 3),
  accept(10, 'one-per-message', true, 1200, 1.5),
  accept(50, 'many-messages', true, 4000, 1.5),
  relay(
    'relay-10-one',
    'accept and relay over strict TLS to one domain, 10 sessions, one message per connection',
    { sessions: 10, connections: 'one-per-message', messages: 6000, domains: [bulkDomain] },
    3,
  ),
  relay(
    'relay-50-many',
    'the same, 50 sessions, many per connection',
    { sessions: 50, connections: 'many-messages', messages: 7500, domains: [bulkDomain] },
    5,
  ),
  relay(
    'relay-200-hosts',
    'the same to 200 domains on 200 hosts, a new handshake for every delivery',
    { sessions: 20, connections: 'many-messages', messages: 4000, domains: many },
    1.3,
  ),
];
