import { describe, expect, test } from 'vitest';
import { failureCodes, isTlsFailure } from '../../../shared/domain/failureCode.ts';
import { composeDsn, type DsnInput, type DsnRecipient } from './dsn.ts';
import { explainFailure, statusOf } from './sentences.ts';

const now = Date.parse('2026-03-08T10:00:00Z');
const hourMs = 3_600_000;

const recipient: DsnRecipient = {
  address: 'bob@example.com',
  status: 'expired',
  code: 'starttls-not-supported',
  reply: null,
  host: 'mx1.example.com',
  lastAttemptAt: now - hourMs,
  retryUntil: null,
  deletedForTlsPolicy: true,
};

const input: DsnInput = {
  kind: 'failed',
  hostname: 'relay.office.example',
  now,
  queueId: '01ABCDEF',
  sender: 'alice@office.example',
  arrivedAt: now - 7 * 24 * hourMs,
  recipients: [recipient],
  originalHeaders:
    'From: Alice <alice@office.example>\nTo: bob@example.com\nSubject: Lunch\nMessage-ID: <1@office.example>',
  messageId: '<dsn1@relay.office.example>',
};

interface Part {
  headers: Map<string, string>;
  body: string;
}

/** A small reading of MIME, strict where we must be: CRLF only, one header block, RFC 5321's line length. */
function parse(message: Buffer): {
  top: Part;
  text: string;
  status: Map<string, string>[];
  headers: Part;
  statusType: string;
} {
  const octets = message.toString('utf8');
  expect(octets.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  for (const line of octets.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(998);
  const top = parsePart(octets);
  const boundary = /^multipart\/report; report-type=delivery-status; boundary="([^"]+)"$/.exec(
    header(top, 'content-type'),
  )?.[1];
  expect(boundary).toBeDefined();
  const [, ...pieces] = `\r\n${top.body}`.split(`\r\n--${boundary}`);
  expect(pieces.pop()).toBe('--\r\n');
  const parts = pieces.map((piece) => parsePart(piece.replace(/^\r\n/, '')));
  expect(parts).toHaveLength(3);
  const [text, status, headers] = parts;
  if (!text || !status || !headers) throw new Error('Three parts were expected.');
  const groups = status.body
    .trimEnd()
    .split('\r\n\r\n')
    .map((group) => parseFields(group));
  return { top, text: decoded(text), status: groups, headers, statusType: header(status, 'content-type') };
}

function parsePart(text: string): Part {
  const end = text.indexOf('\r\n\r\n');
  return { headers: parseFields(text.slice(0, end)), body: text.slice(end + 4) };
}

function parseFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text
    .replace(/\r\n(?=[ \t])/g, '')
    .split('\r\n')
    .filter((each) => each !== '')) {
    const [, name, value] = /^([!-9;-~]+): (.*)$/su.exec(line) ?? [];
    expect(name, `a field in ${JSON.stringify(line)}`).toBeDefined();
    expect(fields.has((name ?? '').toLowerCase()), `${name} once`).toBe(false);
    fields.set((name ?? '').toLowerCase(), value ?? '');
  }
  return fields;
}

function header({ headers }: Part, name: string): string {
  return headers.get(name) ?? '';
}

function decoded(part: Part): string {
  if (header(part, 'content-transfer-encoding') !== 'quoted-printable') return part.body;
  const octets = part.body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(octets, 'latin1').toString('utf8');
}

describe('a notification of failure', () => {
  const { top, text, status, headers, statusType } = parse(composeDsn(input));

  test('is an automatic answer from the mail system to the sender', () => {
    expect(Object.fromEntries(top.headers)).toMatchObject({
      from: 'Mail Delivery System <MAILER-DAEMON@relay.office.example>',
      to: '<alice@office.example>',
      date: 'Sun, 08 Mar 2026 10:00:00 +0000',
      'message-id': '<dsn1@relay.office.example>',
      'auto-submitted': 'auto-replied',
      'mime-version': '1.0',
    });
  });

  test('says to people what happened, why, and what to do', () => {
    const flowing = text.replace(/\s+/g, ' ');
    expect(flowing).toContain('could not be delivered to this address. It will not be tried again.');
    expect(flowing).toContain('<bob@example.com>');
    expect(flowing).toContain(explainFailure('starttls-not-supported'));
    expect(flowing).toContain('deleted because of TLS policy');
    expect(flowing).toContain('What you can do: tell the recipient');
    expect(flowing).toContain('came to us on 1 March 2026, 10:00 UTC');
  });

  test('says to programs what RFC 3464 asks for', () => {
    expect(statusType).toBe('message/delivery-status');
    expect(status.map((group) => Object.fromEntries(group))).toEqual([
      {
        'reporting-mta': 'dns; relay.office.example',
        'x-sealpost-queue-id': '01ABCDEF',
        'x-sealpost-sender': 'rfc822; alice@office.example',
        'arrival-date': 'Sun, 01 Mar 2026 10:00:00 +0000',
      },
      {
        'final-recipient': 'rfc822; bob@example.com',
        action: 'failed',
        status: '5.7.10',
        'remote-mta': 'dns; mx1.example.com',
        'diagnostic-code': 'X-Sealpost; starttls-not-supported',
        'last-attempt-date': 'Sun, 08 Mar 2026 09:00:00 +0000',
      },
    ]);
  });

  test('brings the headers of the message, and nothing of its body', () => {
    expect(header(headers, 'content-type')).toBe('text/rfc822-headers');
    expect(parseFields(headers.body).get('subject')).toBe('Lunch');
  });
});

describe('a delay warning', () => {
  const delayed: DsnRecipient = {
    ...recipient,
    status: 'delayed',
    code: 'certificate-expired',
    retryUntil: now + 6 * 24 * hourMs,
    deletedForTlsPolicy: false,
  };
  const { text, status } = parse(composeDsn({ ...input, kind: 'delayed', recipients: [delayed] }));

  test('says that it is being tried further, and until when', () => {
    const flowing = text.replace(/\s+/g, ' ');
    expect(flowing).toContain('has not been delivered to this address yet. You need not do anything');
    expect(flowing).toContain(explainFailure('certificate-expired'));
    expect(flowing).toContain('We go on until: 14 March 2026, 10:00 UTC');
    expect(flowing).not.toContain('deleted');
    expect(Object.fromEntries(status[1] ?? [])).toMatchObject({
      action: 'delayed',
      status: '4.7.5',
      'will-retry-until': 'Sat, 14 Mar 2026 10:00:00 +0000',
    });
  });
});

describe('the status', () => {
  const statusFor = (change: Partial<DsnRecipient>) =>
    parse(
      composeDsn({ ...input, recipients: [{ ...recipient, deletedForTlsPolicy: false, ...change }] }),
    ).status[1]?.get('status');

  test.each<[string, Partial<DsnRecipient>, string]>([
    [
      'the peer says more than we do',
      { status: 'failed', code: 'rejected', reply: '550 5.7.26 Unauthenticated' },
      '5.7.26',
    ],
    ['the peer gives none', { status: 'failed', code: 'mailbox-unavailable', reply: '550 No such user' }, '5.1.1'],
    ['the peer gives one of another class', { status: 'failed', code: 'rejected', reply: '450 4.2.0 Later' }, '5.7.1'],
    ['the time ran out', { status: 'expired', code: 'connection-timeout', reply: null }, '5.4.7'],
    ['the time ran out over TLS', { status: 'expired', code: 'certificate-expired', reply: '220 2.0.0 Go' }, '5.7.5'],
    [
      'delayed with a status of the peer',
      { status: 'delayed', code: 'greylisted', reply: '451 4.7.1 Greylisted' },
      '4.7.1',
    ],
  ])('where %s', (_when, change, expected) => {
    expect(statusFor(change)).toBe(expected);
  });

  test('is known for every code, with a sentence, and in X.7 for all of TLS', () => {
    for (const code of failureCodes) {
      expect(statusOf(code, 4)).toMatch(/^4\.\d\.\d{1,2}$/);
      expect(explainFailure(code)).toMatch(/^[A-Z].*\.$/);
      if (isTlsFailure(code)) expect(statusOf(code, 5)).toMatch(/^5\.7\./);
    }
  });
});

describe('forgery', () => {
  const evil = 'x\r\nBcc: victim@example.net\r\n\r\n<html>\u0000\u2028\n';

  test('no field reaches beyond itself', () => {
    const { top, status } = parse(
      composeDsn({
        ...input,
        hostname: `relay.office.example${evil}`,
        sender: `alice@office.example${evil}`,
        queueId: evil,
        messageId: `<1>${evil}`,
        recipients: [{ ...recipient, address: evil, host: evil, reply: evil }],
      }),
    );
    expect([...top.headers.keys()]).not.toContain('bcc');
    expect(status.flatMap((group) => [...group.keys()])).not.toContain('bcc');
    expect(status).toHaveLength(2);
  });

  test('original headers neither end early nor forge a boundary', () => {
    const plain = composeDsn(input).toString();
    const boundary = /boundary="([^"]+)"/.exec(plain)?.[1] ?? '';
    const { headers } = parse(
      composeDsn({ ...input, originalHeaders: `A: 1\r\n\r\n--${boundary}--\r\nB: \u00002\rC: 3` }),
    );
    expect(headers.body).toBe(`A: 1\r\n--${boundary}--\r\nB: 2\r\nC: 3\r\n`);
  });

  test('a reply without end is cut, not sent as one line', () => {
    const { status } = parse(
      composeDsn({ ...input, recipients: [{ ...recipient, reply: `550 ${'a'.repeat(50_000)}` }] }),
    );
    expect(status[1]?.get('diagnostic-code')?.length).toBeLessThan(900);
  });
});

describe('addresses beyond ASCII', () => {
  const chinese = '用户+1@例え.example';

  test('to an ASCII sender everything is ASCII, the address as RFC 6533 writes it', () => {
    const message = composeDsn({
      ...input,
      recipients: [{ ...recipient, address: chinese, reply: '550 Kein Postfach für ihn' }],
      originalHeaders: 'Subject: Grüße',
    });
    const { status, text, headers } = parse(message);
    expect(message.every((octet) => octet < 128)).toBe(true);
    expect(status[1]?.get('final-recipient')).toBe('utf-8; \\x{7528}\\x{6237}\\x{2B}1@\\x{4F8B}\\x{3048}.example');
    expect(status[1]?.get('diagnostic-code')).toBe('smtp; 550 Kein Postfach f?r ihn');
    expect(text).toContain(`<${chinese}>`);
    expect(text).toContain('Kein Postfach für ihn');
    expect(decoded(headers)).toBe('Subject: Grüße\r\n');
  });

  test('to a non-ASCII sender it is an internationalised notification', () => {
    const { top, status, statusType, headers } = parse(
      composeDsn({
        ...input,
        sender: 'jürgen@büro.example',
        recipients: [{ ...recipient, address: chinese }],
        originalHeaders: 'Subject: Grüße',
      }),
    );
    expect(statusType).toBe('message/global-delivery-status');
    expect(header(top, 'to')).toBe('<jürgen@büro.example>');
    expect(header(top, 'content-transfer-encoding')).toBe('8bit');
    expect(status[1]?.get('final-recipient')).toBe(`utf-8; ${chinese}`);
    expect(header(headers, 'content-type')).toBe('message/global-headers');
  });
});

test('the longest address stays in one piece', () => {
  const address = `${'a'.repeat(200)}@${'b'.repeat(41)}.example.com`;
  const { top, status, text } = parse(
    composeDsn({ ...input, sender: address, recipients: [{ ...recipient, address }] }),
  );
  expect(header(top, 'to').trim()).toBe(`<${address}>`);
  expect(status[1]?.get('final-recipient')).toContain(address);
  expect(text).toContain(`<${address}>`);
});
