import { isTlsFailure } from '../../../shared/domain/failureCode.ts';
import type { DsnInput, DsnRecipient } from './dsnInput.ts';
import { oneLine, wrapText } from './mimeText.ts';
import { explainFailure } from './sentences.ts';

/** The part for people. Lines of at most 76 characters where words allow, joined by CRLF. */
export function composeText(input: DsnInput): string {
  const paragraphs = [
    opening(input),
    ...input.recipients.map((recipient) => aboutRecipient(recipient)),
    advice(input),
    `Your message came to us on ${formatTime(input.arrivedAt)} and is known here as ${oneLine(input.queueId)}.\r\n${oneLine(input.hostname)}`,
  ];
  return `${paragraphs.join('\r\n\r\n')}\r\n`;
}

function opening({ kind, recipients }: DsnInput): string {
  const these = recipients.length === 1 ? 'this address' : 'these addresses';
  return wrapText(
    kind === 'failed'
      ? `Your message could not be delivered to ${these}. It will not be tried again.`
      : `Your message has not been delivered to ${these} yet. You need not do anything: it is kept and tried again.`,
  );
}

function aboutRecipient(recipient: DsnRecipient): string {
  const { address, code, status, host, reply, lastAttemptAt, retryUntil, deletedForTlsPolicy } = recipient;
  const lines = [`<${oneLine(address)}>`, wrapText(explainFailure(code), '  ')];
  if (deletedForTlsPolicy) {
    const why = 'We tried for as long as we may, without a safe connection. It was then deleted because of TLS policy.';
    lines.push(wrapText(why, '  '));
  } else if (status === 'expired') {
    lines.push(wrapText('We tried for as long as we may.', '  '));
  }
  if (host !== null) lines.push(wrapText(`Server: ${oneLine(host)}`, '  '));
  if (reply !== null) lines.push(wrapText(`Its answer: ${oneLine(reply)}`, '  '));
  if (lastAttemptAt !== null) lines.push(`  Last try: ${formatTime(lastAttemptAt)}`);
  if (retryUntil !== null) lines.push(`  We go on until: ${formatTime(retryUntil)}`);
  return lines.join('\r\n');
}

function advice({ kind, recipients }: DsnInput): string {
  const aboutTls = recipients.some(({ code }) => isTlsFailure(code));
  if (aboutTls) {
    return wrapText(
      `What you can do: tell the recipient that their mail server cannot receive mail safely, and ask them to have it put right. ${
        kind === 'failed' ? 'Then send the message again. ' : ''
      }If it is urgent, choose another way that is safe, or ask your mail administrator.`,
    );
  }
  if (kind === 'delayed') return wrapText('If it is urgent, choose another way to reach the recipient.');
  return wrapText(
    'What you can do: check that the address is right, and read the answer of the server above. If that does not help, ask your mail administrator and show them this message.',
  );
}

/** `6 January 2026, 10:00 UTC`. */
function formatTime(epochMs: number): string {
  const date = new Date(epochMs);
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  return `${day}, ${date.toISOString().slice(11, 16)} UTC`;
}
