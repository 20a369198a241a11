import { newQueueId } from '../../../src/main/engine/queue/queueId.ts';
import type { NewMessage, RecipientChange } from '../../../src/main/engine/queue/store.ts';
import { isTlsFailure } from '../../../src/shared/domain/failureCode.ts';
import type { Chance } from './chance.ts';
import { officeDomain, personAt, words } from './names.ts';
import type { Peer } from './peers.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A message that waits, and what its attempts made of each recipient. `id`s are filled in by who inserts it. */
export interface QueuedSeed {
  message: NewMessage;
  held: boolean;
  changes: Omit<RecipientChange, 'id' | 'domain'>[];
}

/** Tries are planned for an hour from `now` on, so that an engine on this folder does not deliver while it is measured. */
export function queuedMessage(chance: Chance, troubled: readonly Peer[], now: number): QueuedSeed {
  const peer = chance.pick(troubled);
  const code =
    peer.trouble ?? chance.pick(['connection-timeout', 'mailbox-temporary', 'rate-limited', 'dns-servfail'] as const);
  const lifeMs = (isTlsFailure(code) ? 7 : 5) * dayMs;
  // Younger ones are more: what is old has mostly been delivered.
  const ageMs = Math.floor(chance.next() ** 2 * (lifeMs - 2 * hourMs));
  const receivedAt = now - ageMs;
  const sender = chance.happens(0.02) ? '' : personAt(chance, officeDomain);
  const recipients = chance.weighted([
    [1, 90],
    [2, 7],
    [5, 3],
  ] as const);
  const subject = words(chance, 4);
  const messageId = `<${chance.below(0xffffffff).toString(16)}.${receivedAt}@${officeDomain}>`;
  const addresses = [...new Set(Array.from({ length: recipients }, () => personAt(chance, peer.domain)))];
  const data = bodyOf(chance, { messageId, sender, subject, receivedAt, addresses });
  // None is untried: to an engine, a message that was never tried and is not due yet was planned by a wrong clock.
  const attempts = Math.max(1, Math.min(48, Math.floor(ageMs / (3 * hourMs))));
  return {
    message: {
      queueId: newQueueId(receivedAt, chance.next),
      direction: 'outbound',
      sender,
      messageId,
      subject,
      size: data.length,
      receivedAt,
      eightBitMime: false,
      smtpUtf8: false,
      body: { kind: 'inline', data },
      recipients: addresses.map((address) => ({
        address,
        domain: peer.domain,
        direction: 'outbound',
        expiresAt: receivedAt + lifeMs,
      })),
    },
    held: chance.happens(0.02),
    changes: addresses.map(() => ({
      status: 'deferred',
      code,
      reply: isTlsFailure(code) ? null : '451 4.7.1 Try again later',
      host: peer.host,
      attempts,
      lastAttemptAt: now - chance.below(hourMs),
      nextAttemptAt: now + hourMs + chance.below(4 * hourMs),
      expiresAt: receivedAt + lifeMs,
    })),
  };
}

function bodyOf(
  chance: Chance,
  about: { messageId: string; sender: string; subject: string; receivedAt: number; addresses: readonly string[] },
): Buffer {
  const size = Math.floor(600 + 3000 * chance.next() ** 3 + (chance.happens(0.01) ? 40_000 : 0));
  const head = [
    `From: <${about.sender}>`,
    `To: ${about.addresses.map((address) => `<${address}>`).join(', ')}`,
    `Subject: ${about.subject}`,
    `Message-ID: ${about.messageId}`,
    `Date: ${new Date(about.receivedAt).toUTCString().replace('GMT', '+0000')}`,
    '',
    '',
  ].join('\r\n');
  const line = `${words(chance, 8)}\r\n`;
  return Buffer.from(head + line.repeat(Math.ceil(size / line.length)), 'latin1');
}
