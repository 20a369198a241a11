import { isTlsFailure } from '../../../shared/domain/failureCode.ts';
import { formatDate } from '../intake/receivedHeader.ts';
import type { DsnInput, DsnRecipient } from './dsnInput.ts';
import { composeText } from './dsnText.ts';
import { encodePart, field, isAscii, joinParts, type MimePart, oneLine } from './mimeText.ts';
import { statusOf } from './sentences.ts';

export type { DsnInput, DsnRecipient } from './dsnInput.ts';

const maxReplyLength = 800;

/**
 * Writes a delivery status notification (RFC 3464 in RFC 6522's multipart/report): a part for people, one for programs,
 * and the headers of the message. With a non-ASCII sender it is an internationalised one (RFC 6533), to be sent with
 * SMTPUTF8; otherwise it is pure ASCII. No field can forge another.
 */
export function composeDsn(input: DsnInput): Buffer {
  const international = !isAscii(input.sender);
  const parts = [
    encodePart('text/plain; charset=utf-8', composeText(input)),
    statusPart(input, international),
    headersPart(input.originalHeaders, international),
  ];
  const { boundary, body } = joinParts(parts, `sealpost_${input.queueId.replace(/[^a-z0-9]/gi, '')}_${input.now}`);
  const subject =
    input.kind === 'failed' ? 'Undelivered mail: your message was not delivered' : 'Delayed mail: not delivered yet';
  const headers = [
    field('Date', formatDate(input.now)),
    field('From', `Mail Delivery System <MAILER-DAEMON@${oneLine(input.hostname)}>`),
    field('To', `<${oneLine(input.sender)}>`),
    field('Subject', subject),
    field('Message-ID', oneLine(input.messageId)),
    field('Auto-Submitted', 'auto-replied'),
    field('MIME-Version', '1.0'),
    field('Content-Type', `multipart/report; report-type=delivery-status; boundary="${boundary}"`),
  ];
  if (parts.some(({ encoding }) => encoding === '8bit')) headers.push(field('Content-Transfer-Encoding', '8bit'));
  return Buffer.from(`${headers.join('')}\r\n${body}`);
}

function statusPart(input: DsnInput, international: boolean): MimePart {
  const groups = [
    messageFields(input, international),
    ...input.recipients.map((recipient) => recipientFields(recipient, international)),
  ];
  const body = groups.map((fields) => fields.join('')).join('\r\n');
  return international
    ? { contentType: 'message/global-delivery-status', encoding: '8bit', body }
    : { contentType: 'message/delivery-status', encoding: '7bit', body };
}

/** RFC 3464 §2.2. */
function messageFields({ hostname, queueId, sender, arrivedAt }: DsnInput, international: boolean): string[] {
  return [
    field('Reporting-MTA', `dns; ${oneLine(hostname)}`),
    field('X-Sealpost-Queue-ID', oneLine(queueId)),
    field('X-Sealpost-Sender', typedAddress(sender, international)),
    field('Arrival-Date', formatDate(arrivedAt)),
  ];
}

/** RFC 3464 §2.3. */
function recipientFields(recipient: DsnRecipient, international: boolean): string[] {
  const { address, status, host, lastAttemptAt, retryUntil } = recipient;
  const fields = [
    field('Final-Recipient', typedAddress(address, international)),
    field('Action', status === 'delayed' ? 'delayed' : 'failed'),
    field('Status', dsnStatus(recipient)),
  ];
  if (host !== null) fields.push(field('Remote-MTA', `dns; ${ascii(oneLine(host))}`));
  fields.push(field('Diagnostic-Code', diagnostic(recipient, international)));
  if (lastAttemptAt !== null) fields.push(field('Last-Attempt-Date', formatDate(lastAttemptAt)));
  if (status === 'delayed' && retryUntil !== null) fields.push(field('Will-Retry-Until', formatDate(retryUntil)));
  return fields;
}

/** The peer's own status where it is of the right class and says more than ours; for TLS it never does. */
function dsnStatus({ status, code, reply }: DsnRecipient): string {
  const statusClass = status === 'delayed' ? 4 : 5;
  if (isTlsFailure(code)) return statusOf(code, statusClass);
  if (status === 'expired') return '5.4.7';
  const given = /^[45]\d\d[ -]([45]\.\d{1,3}\.\d{1,3})(?= |$)/.exec(reply ?? '')?.[1];
  return given?.startsWith(`${statusClass}.`) ? given : statusOf(code, statusClass);
}

function diagnostic({ reply, code }: DsnRecipient, international: boolean): string {
  if (reply === null) return `X-Sealpost; ${code}`;
  const text = oneLine(reply).slice(0, maxReplyLength).toWellFormed();
  return `smtp; ${international ? text : ascii(text)}`;
}

/** RFC 6533 §3: as it is in an internationalised notification, in ASCII otherwise. */
function typedAddress(address: string, international: boolean): string {
  const text = oneLine(address);
  if (isAscii(text)) return `rfc822; ${text}`;
  return `utf-8; ${international ? text : xtext(text)}`;
}

/** utf-8-addr-xtext: everything but plain characters as `\x{…}`. */
function xtext(text: string): string {
  return text.replace(/[^\x21-\x2a\x2c-\x3c\x3e-\x5b\x5d-\x7e]/gu, (character) => {
    return `\\x{${character.codePointAt(0)?.toString(16).toUpperCase()}}`;
  });
}

function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, '?');
}

/** An empty line would end the headers: there is none. */
function headersPart(originalHeaders: string, international: boolean): MimePart {
  const lines = originalHeaders
    .toWellFormed()
    .split(/\r\n|[\r\n]/)
    .map((line) => line.replace(/[^\t\P{Cc}]/gu, ''))
    .filter((line) => line.trim() !== '');
  const text = `${lines.join('\r\n')}\r\n`;
  if (!international || isAscii(text)) return encodePart('text/rfc822-headers', text);
  const short = lines.every((line) => Buffer.byteLength(line) <= 998);
  return short
    ? { contentType: 'message/global-headers', encoding: '8bit', body: text }
    : encodePart('message/global-headers', text);
}
