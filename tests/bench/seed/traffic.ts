import type { NewHistoryEntry } from '../../../src/main/engine/history/entry.ts';
import { newQueueId } from '../../../src/main/engine/queue/queueId.ts';
import { isTlsFailure } from '../../../src/shared/domain/failureCode.ts';
import type { Chance } from './chance.ts';
import { officeDomain, personAt } from './names.ts';
import type { Peer } from './peers.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** `1m, 5m, 15m, 30m, 1h, 2h, 4h*` */
const retryMinutes = [1, 5, 15, 30, 60, 120, 240];

interface Conversation {
  peer: Peer;
  about: Partial<NewHistoryEntry>;
  receivedAt: number;
  attempt: number;
  dueAt: number;
  delivers: boolean;
}

/**
 * The log of `days` days before `now`, oldest first, exactly `count` entries: messages come by day more than by night,
 * and more to some domains than to others; each is followed through its attempts.
 */
export function* traffic(
  chance: Chance,
  peers: readonly Peer[],
  { count, days, now }: { count: number; days: number; now: number },
): Generator<NewHistoryEntry> {
  const waiting = createHeap();
  for (let i = 0; i < count; i++) {
    const at = timeOf((i + 1) / count, days, now);
    const due = waiting.takeDue(at);
    if (due) {
      yield attemptEntry(chance, due, at, (next) => waiting.add(next));
      continue;
    }
    if (chance.happens(0.01)) {
      yield refusal(chance, peers, at);
      continue;
    }
    yield acceptance(chance, peers, at, (next) => waiting.add(next));
  }
}

/** Rises with `part` (0 to 1); five times as fast by night as at noon. */
function timeOf(part: number, days: number, now: number): number {
  const warped = part - (0.66 * Math.sin(2 * Math.PI * days * part)) / (2 * Math.PI * days);
  return Math.floor(now - days * dayMs * (1 - warped));
}

function acceptance(chance: Chance, peers: readonly Peer[], at: number, wait: (next: Conversation) => void) {
  const inbound = chance.happens(0.2);
  // Some domains get a hundred times as much as others.
  const peer = peers[Math.floor(chance.next() ** 2 * peers.length)] ?? chance.pick(peers);
  const ours = personAt(chance, officeDomain);
  const theirs = personAt(chance, peer.domain);
  const about: Partial<NewHistoryEntry> = {
    direction: inbound ? 'inbound' : 'outbound',
    queueId: newQueueId(at, chance.next),
    messageId: `<${chance.below(0xffffffff).toString(16)}.${at}@${inbound ? peer.domain : officeDomain}>`,
    sender: inbound ? theirs : ours,
    recipient: inbound ? ours : theirs,
    domain: inbound ? officeDomain : peer.domain,
  };
  const trouble = inbound ? null : peer.trouble;
  wait({
    peer: inbound ? { ...peer, host: 'exchange.office.lan', trouble: null, mode: 'relaxed', ruleId: null } : peer,
    about,
    receivedAt: at,
    attempt: 1,
    dueAt: at + 300 + chance.below(4000),
    delivers: trouble === null || chance.happens(trouble === 'greylisted' ? 0.98 : 0.9),
  });
  return {
    ...about,
    at,
    stage: 'Processing: Accept',
    outcome: 'accepted',
    host: inbound ? peer.host : 'exchange.office.lan',
    address: inbound ? peer.address : '10.0.0.5',
    protocol: inbound ? peer.protocol : 'TLSv1.3',
    cipher: inbound ? peer.cipher : 'TLS_AES_256_GCM_SHA384',
  } satisfies NewHistoryEntry;
}

function attemptEntry(
  chance: Chance,
  one: Conversation,
  at: number,
  wait: (next: Conversation) => void,
): NewHistoryEntry {
  const { peer, about, attempt } = one;
  const base = { ...about, at, attempt, host: peer.host, address: peer.address, mode: peer.mode, ruleId: peer.ruleId };
  const tls = { protocol: peer.protocol, cipher: peer.cipher, certificate: peer.certificate };
  const passing = peer.trouble === null && attempt === 1 && chance.happens(0.015);
  const code =
    peer.trouble ?? (passing ? chance.pick(['mailbox-temporary', 'rate-limited', 'connection-lost'] as const) : null);
  const overcome = one.delivers && (attempt > 3 || (peer.trouble === 'greylisted' && attempt > 1));
  if (code === null || overcome) {
    if (chance.happens(0.006)) {
      const reply = '550 5.1.1 User unknown';
      return { ...base, ...tls, stage: 'Processing: Deliver', outcome: 'failed', code: 'mailbox-unavailable', reply };
    }
    const reply = `250 2.0.0 Ok: queued as ${chance.below(0xffffffff).toString(16).toUpperCase()}`;
    return { ...base, ...tls, stage: 'Processing: Deliver', outcome: 'delivered', reply };
  }
  const tlsFailure = isTlsFailure(code);
  const stage = tlsFailure ? 'Processing: Check TLS' : 'Processing: Deliver';
  const met = tlsFailure && code !== 'starttls-not-supported' ? tls : {};
  const expiresAt = one.receivedAt + (tlsFailure ? 7 : 5) * dayMs;
  if (at >= expiresAt) return { ...base, ...met, stage, outcome: 'expired', code, expiresAt };
  const waitMs = (retryMinutes[Math.min(attempt, retryMinutes.length) - 1] ?? 240) * minuteMs;
  const nextAttemptAt = Math.min(expiresAt, at + Math.floor(waitMs * (0.9 + 0.2 * chance.next())));
  wait({ ...one, attempt: attempt + 1, dueAt: nextAttemptAt });
  const reply = tlsFailure || code.startsWith('connection') ? null : '451 4.7.1 Greylisted, try again later';
  return { ...base, ...met, stage, outcome: 'deferred', code, reply, nextAttemptAt, expiresAt, detail: detailOf(code) };
}

function refusal(chance: Chance, peers: readonly Peer[], at: number): NewHistoryEntry {
  const peer = chance.pick(peers);
  const stranger = personAt(chance, peer.domain);
  return {
    at,
    stage: 'Processing: Accept',
    outcome: 'refused',
    direction: 'inbound',
    sender: stranger,
    recipient: personAt(chance, chance.pick(peers).domain),
    domain: peer.domain,
    host: peer.host,
    address: peer.address,
    code: 'relaying-denied',
    reply: '550 5.7.1 Relaying denied',
  };
}

function detailOf(code: string): string | null {
  switch (code) {
    case 'certificate-expired':
      return 'certificate has expired';
    case 'connection-timeout':
      return 'connect ETIMEDOUT';
    default:
      return null;
  }
}

/** Conversations by the time of their next attempt. */
function createHeap() {
  const items: Conversation[] = [];
  const swap = (a: number, b: number) => {
    const [one, two] = [items[a], items[b]];
    if (one && two) [items[a], items[b]] = [two, one];
  };
  const before = (a: number, b: number) => (items[a]?.dueAt ?? Infinity) < (items[b]?.dueAt ?? Infinity);
  return {
    add(item: Conversation) {
      let at = items.push(item) - 1;
      while (at > 0 && before(at, (at - 1) >> 1)) {
        swap(at, (at - 1) >> 1);
        at = (at - 1) >> 1;
      }
    },
    takeDue(now: number): Conversation | null {
      const [top] = items;
      if (!top || top.dueAt > now) return null;
      const last = items.pop();
      if (last && items.length > 0) items[0] = last;
      for (let at = 0; ; ) {
        const left = 2 * at + 1;
        const child = before(left + 1, left) ? left + 1 : left;
        if (child >= items.length || !before(child, at)) return top;
        swap(at, child);
        at = child;
      }
    },
  };
}
