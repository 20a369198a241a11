import { domainToASCII } from 'node:url';
import { createHistoryLog } from '../../../src/main/engine/history/log.ts';
import { displayDomain } from '../../../src/main/engine/policy/domainName.ts';
import { createRuleStore } from '../../../src/main/engine/policy/store.ts';
import { newQueueId } from '../../../src/main/engine/queue/queueId.ts';
import { createQueueStore } from '../../../src/main/engine/queue/store.ts';
import { createCertificateStore } from '../../../src/main/engine/storage/certificateStore.ts';
import { closeDatabase, type Db, openDatabase } from '../../../src/main/engine/storage/database.ts';
import { prepareDataFolder } from '../../../src/main/engine/storage/dataFolder.ts';
import { createWriter } from '../../../src/main/engine/storage/writer.ts';
import type { FailureCode } from '../../../src/shared/domain/failureCode.ts';
import { createChance } from '../../bench/seed/chance.ts';
import { createPeer, type Peer } from '../../bench/seed/peers.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** 249 octets: a name as long as DNS allows, in labels of 63 octets without a place to break. */
export const longestDomain = `${'w'.repeat(63)}.${'department'.repeat(6)}.${'m'.repeat(63)}.${'organisation'.repeat(4)}.example`;
const arabicDomain = 'مؤسسة-الاتصالات-والبريد.مثال.example';
const hebrewDomain = 'משרד-הדואר-והתקשורת.דוגמה.example';

/** Domains that lists drawn with short Latin names did not expect. */
export const hostileDomains = [
  longestDomain,
  arabicDomain,
  hebrewDomain,
  'münchner-straßenbaugesellschaft-für-große-brücken.example',
  '例え-とても長い名前の株式会社.example',
  'ελληνικό-παράδειγμα.example',
  'пример-очень-длинного-имени-организации.example',
  'a.example',
].map((name) => domainToASCII(name));

const longReply = `550 5.7.1 ${'Your message was refused because the policy of the recipient requires that '.repeat(5)}https://${'postmaster'.repeat(12)}.example/why?code=${'0123456789abcdef'.repeat(10)}`;
const arabicNote = 'تم الاتفاق مع السيد أحمد في قسم المحاسبة (رقم 4711) على التشفير الإلزامي حتى نهاية السنة';
const hebrewNote = 'סוכם עם הנהלת החשבונות, ראו הסכם 2026/17 בתיקייה "TLS"';
const notes = [`Agreed${'withoutanyspaceinit'.repeat(12)}`, arabicNote, hebrewNote, 'A note of one line', ''];
const codes: readonly FailureCode[] = [
  'certificate-host-mismatch',
  'starttls-not-supported',
  'certificate-expired',
  'connection-timeout',
  'mailbox-temporary',
  'certificate-not-trusted',
];

function domainOf(index: number): string {
  return hostileDomains[index % hostileDomains.length] ?? longestDomain;
}

/** Fills the folder of an engine that does not run yet with legal names, notes and replies that are hard to show. */
export function fillHostileFolder(dir: string, now: number): void {
  const { db } = openDatabase(prepareDataFolder(dir).databaseFile, now);
  try {
    const chance = createChance(7);
    const peers = db.transaction(() => saveRules(db, now))();
    const queue = createQueueStore(db);
    const writer = createWriter(db);
    const log = createHistoryLog(db, writer, createCertificateStore(db));
    const recipientId = db
      .prepare<[string], number>(
        'SELECT r.id FROM recipient r JOIN message m ON m.id = r.message_rowid WHERE m.queue_id = ?',
      )
      .pluck();
    void writer.write(() => {
      for (let index = 0; index < 24; index++) {
        const peer = peers[index % peers.length];
        if (!peer) throw new Error('There is no domain.');
        const receivedAt = now - (index + 1) * 4 * hourMs;
        const queueId = newQueueId(receivedAt, chance.next);
        const sender = index % 3 === 0 ? `${'s'.repeat(64)}@${peer.domain}` : 'anna@office.example';
        const address = `${index % 2 === 0 ? 'p'.repeat(64) : 'bob'}@${peer.domain}`.slice(0, 318);
        const code = codes[index % codes.length] ?? 'handshake-failed';
        const expiresAt = receivedAt + 5 * dayMs;
        const nextAttemptAt = now + 2 * hourMs;
        const messageId = `<${'1234567890'.repeat(9)}@${peer.domain}>`;
        const data = Buffer.from(`Subject: ${index % 2 === 0 ? arabicNote : 'x'.repeat(300)}\r\n\r\nHello.\r\n`);
        queue.insert({
          queueId,
          direction: 'outbound',
          sender,
          messageId,
          subject: index % 2 === 0 ? arabicNote : 'x'.repeat(300),
          size: data.length,
          receivedAt,
          eightBitMime: false,
          smtpUtf8: false,
          body: { kind: 'inline', data },
          recipients: [{ address, domain: peer.domain, direction: 'outbound', expiresAt }],
        });
        const id = recipientId.get(queueId);
        if (id === undefined) throw new Error('The message is not there.');
        const reply = index % 2 === 0 ? longReply : null;
        const attempts = 12;
        const { host, domain } = peer;
        const lastAttemptAt = now - hourMs;
        queue.update({
          id,
          domain,
          status: 'deferred',
          code,
          reply,
          host,
          attempts,
          lastAttemptAt,
          nextAttemptAt,
          expiresAt,
        });
        const about = { direction: 'outbound', queueId, messageId, sender, recipient: address, domain, host } as const;
        const met = { address: '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', certificate: peer.certificate };
        log.append({ ...about, at: receivedAt, stage: 'Processing: Accept', outcome: 'accepted' });
        log.append({
          ...about,
          ...met,
          at: lastAttemptAt,
          stage: 'Processing: Check TLS',
          outcome: 'deferred',
          code,
          reply,
          protocol: 'TLSv1.2',
          cipher: 'ECDHE-RSA-AES256-GCM-SHA384',
          mode: 'strict',
          ruleId: peer.ruleId,
          attempt: attempts,
          nextAttemptAt,
          expiresAt,
          detail: longReply,
        });
      }
    });
    writer.flush();
  } finally {
    closeDatabase(db);
  }
}

function saveRules(db: Db, now: number): Peer[] {
  const store = createRuleStore(db);
  const chance = createChance(8);
  const time = new Date(now - 40 * dayMs).toISOString();
  const modes = ['strict', 'relaxed', 'pinned', 'watch'] as const;
  const directions = ['outbound', 'both', 'inbound'] as const;
  return [...hostileDomains, ...hostileDomains.slice(1).map((name) => `*.${name}`)].map((pattern, index) => {
    const id = `rule-${index}`;
    const mode = modes[index % modes.length] ?? 'strict';
    store.save({
      id,
      pattern,
      displayPattern: displayDomain(pattern),
      direction: directions[index % directions.length] ?? 'both',
      mode,
      minVersion: index % 4 === 3 ? 'TLSv1' : 'TLSv1.2',
      cipherProfile: 'standard',
      cipherList: null,
      mxNames: index % 4 === 0 ? [longestDomain, `mx.${hebrewDomain}`].map((name) => domainToASCII(name)) : [],
      pins: mode === 'pinned' ? [Buffer.alloc(32, index).toString('base64')] : [],
      queueLifeHours: index % 5 === 0 ? 336 : null,
      note: notes[index % notes.length] ?? '',
      enabled: index % 6 !== 5,
      createdAt: time,
      updatedAt: time,
    });
    const checkedAt = new Date(now - 5 * hourMs).toISOString();
    const certificateNotAfter = new Date(now + (3 + index * 9) * dayMs).toISOString();
    if (index % 3 === 0) store.saveVerdict(id, { result: 'valid', code: null, checkedAt, certificateNotAfter });
    else if (index % 3 === 1) {
      store.saveVerdict(id, { result: 'not-valid', code: 'certificate-host-mismatch', checkedAt, certificateNotAfter });
    } else {
      store.saveVerdict(id, { result: 'unknown', code: 'dns-servfail', checkedAt, certificateNotAfter: null });
    }
    return createPeer(chance, domainOf(index), { id, mode }, now);
  });
}
