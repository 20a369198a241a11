import type { SmtpBehaviour } from '../lab/smtpBehaviour.ts';
import type { PeerConnection } from '../scriptedPeer.ts';
import { issue, selfSign } from './forge.ts';
import { allFail, type Expected, failsAfterTls, type MatrixCase, mxHost, passes } from './matrixCase.ts';

/** A good certificate, and `changes` to a good server. */
function replyCase(
  name: string,
  expected: Expected,
  behaviour: Partial<SmtpBehaviour>,
  afterTls: Partial<SmtpBehaviour> = {},
): MatrixCase {
  return { name, expected, serve: ({ good }) => ({ certificate: good, behaviour, afterTls }) };
}

function scriptedCase(
  name: string,
  expected: Expected,
  script: (peer: PeerConnection, stall: () => Promise<never>) => Promise<void>,
): MatrixCase {
  return { name, expected, serve: () => ({ script }) };
}

const ehlo = (...keywords: readonly string[]): Partial<SmtpBehaviour> => ({
  ehloReply: [mxHost, ...keywords]
    .map((line, place) => `250${place === keywords.length ? ' ' : '-'}${line}`)
    .join('\r\n'),
});
const refused = (reply: string): Partial<SmtpBehaviour> => ({ starttls: { kind: 'refuse', reply } });
const many = Array.from({ length: 100 }, (_, place) => `X-EXTENSION-${place} ${'y'.repeat(40)}`);

const notSupported = allFail('starttls-not-supported');
const startTlsRefused = allFail('starttls-refused');
const injected = allFail('starttls-injection');
const broken = allFail('handshake-failed');
/** Not about TLS: unknown. */
const noSmtp = allFail('protocol-error');
const lost = allFail('connection-lost');
const timedOut = allFail('connection-timeout');
const busy = allFail('service-not-available');
const rejected = allFail('rejected');

const offers: MatrixCase[] = [
  replyCase('STARTTLS not advertised', notSupported, { starttls: { kind: 'absent' } }),
  replyCase('no extensions at all', notSupported, { ehloReply: `250 ${mxHost}` }),
  replyCase('advertised in lower case', passes, ehlo('starttls')),
  replyCase('advertised in mixed case', passes, ehlo('StartTls', 'SIZE 1000000')),
  replyCase('advertised with a parameter', passes, ehlo('STARTTLS REQUIRED', 'SIZE')),
  replyCase('advertised with a space behind it', passes, ehlo('STARTTLS ')),
  replyCase('advertised among a hundred extensions', passes, ehlo(...many, 'STARTTLS', ...many)),
  replyCase('STARTTLS as the host name in the reply', notSupported, { ehloReply: '250-STARTTLS\r\n250 SIZE' }),
  replyCase('a keyword that only begins like it', notSupported, ehlo('STARTTLSX', 'XSTARTTLS')),
  replyCase('a keyword with it as a parameter', notSupported, ehlo('AUTH STARTTLS', 'X STARTTLS')),
  replyCase('HELO only: 500', notSupported, { ehloReply: '500 5.5.1 Command unrecognized' }),
  replyCase('HELO only: 502', notSupported, { ehloReply: '502 5.5.1 Command not implemented' }),
  replyCase('EHLO refused: 550', rejected, { ehloReply: '550 5.7.1 Go away' }),
  replyCase('EHLO put off: 451', allFail('temporary-failure'), { ehloReply: '451 4.3.0 Not now' }),
  replyCase('EHLO put off: 421', busy, { ehloReply: '421 4.3.2 Not now' }),
];

const answers: MatrixCase[] = [
  ...[
    '454 4.7.0 TLS not available due to temporary reason',
    '500 5.5.1 Command unrecognized',
    '501 5.5.4 No parameters allowed',
    '502 5.5.1 Command not implemented',
    '503 5.5.1 Bad sequence',
    '554 5.7.3 Unable to initialize TLS',
    '250 2.0.0 What is that?',
    '334 ',
  ].map((reply) => replyCase(`STARTTLS answered with ${reply.slice(0, 3)}`, startTlsRefused, refused(reply))),
  replyCase('STARTTLS answered with 421', busy, refused('421 4.3.2 Too busy for TLS')),
  replyCase('STARTTLS answered with something else', noSmtp, refused('TLS? Yes, please')),
  replyCase('STARTTLS answered in two lines', passes, {
    starttls: { kind: 'accept', reply: '220-2.0.0 Ready\r\n220 2.0.0 to start TLS' },
  }),
  replyCase('STARTTLS answered with a bare 220', passes, { starttls: { kind: 'accept', reply: '220' } }),
];

const greetings: MatrixCase[] = [
  replyCase('a greeting of three lines', passes, { greeting: `220-${mxHost} ESMTP\r\n220-Be nice\r\n220 Go ahead` }),
  replyCase('a greeting that is only a code', passes, { greeting: '220' }),
  replyCase('a greeting of a thousand octets', passes, { greeting: `220 ${'g'.repeat(1000)}` }),
  replyCase('a greeting of nine thousand octets', noSmtp, { greeting: `220 ${'g'.repeat(9000)}` }),
  replyCase('a greeting whose lines disagree', noSmtp, { greeting: '220-Yes\r\n554 No' }),
  replyCase('a greeting of 554', rejected, { greeting: '554 5.7.1 No SMTP service here' }),
  replyCase('a greeting of 421', busy, { greeting: '421 4.3.2 Come back later' }),
  replyCase('a greeting of 451', allFail('temporary-failure'), { greeting: '451 4.3.0 Not now' }),
  replyCase('a greeting of 354', noSmtp, { greeting: '354 Go ahead' }),
  scriptedCase('SSH', noSmtp, async (peer) => peer.say('SSH-2.0-OpenSSH_9.2\r\n')),
  scriptedCase('IMAP', noSmtp, async (peer) => peer.say('* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n')),
  scriptedCase('HTTP', noSmtp, async (peer) => {
    peer.say('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  }),
  scriptedCase('a TLS alert', lost, async (peer) => {
    peer.socket.end(Buffer.from('15030100020246', 'hex'));
  }),
  scriptedCase('octets that are no text', noSmtp, async (peer) => peer.say(Buffer.alloc(9000, 0xf3))),
];

const lines: MatrixCase[] = [
  replyCase('lines that end in LF', passes, { lineFeedOnly: true }),
  replyCase('an EHLO reply of 60 KB', passes, ehlo(...repeat(1000, `X-${'e'.repeat(50)}`), 'STARTTLS')),
  replyCase('an EHLO reply of 120 KB', noSmtp, ehlo(...repeat(2000, `X-${'e'.repeat(50)}`), 'STARTTLS')),
  replyCase('an EHLO reply with a line of nine thousand octets', noSmtp, ehlo('STARTTLS', 'e'.repeat(9000))),
  replyCase('an EHLO reply whose lines disagree', noSmtp, { ehloReply: `250-${mxHost}\r\n251 STARTTLS` }),
  scriptedCase('an EHLO reply without an end', noSmtp, async (peer) => {
    peer.say(`220 ${mxHost}\r\n`);
    await peer.readLine();
    await sayForever(peer, '250-STARTTLS\r\n');
  }),
  scriptedCase('a greeting without an end', noSmtp, (peer) => sayForever(peer, '220-Welcome\r\n')),
  scriptedCase('a line without an end', noSmtp, (peer) => sayForever(peer, '220 Welcome, welcome ')),
  scriptedCase('half a greeting, and silence', timedOut, async (peer, stall) => {
    peer.say('220-Wel');
    await stall();
  }),
];

const silences: MatrixCase[] = [
  replyCase('silent at the greeting', timedOut, { silentAt: 'greeting' }),
  replyCase('silent at EHLO', timedOut, { silentAt: 'ehlo' }),
  replyCase('silent at STARTTLS', timedOut, { silentAt: 'starttls' }),
  replyCase('silent in the handshake', timedOut, { starttls: { kind: 'break', how: 'silent' } }),
  replyCase('silent at EHLO after TLS', failsAfterTls('connection-timeout'), {}, { silentAt: 'ehlo' }),
  replyCase('silent at QUIT', passes, { silentAt: 'quit' }),
];

const cuts: MatrixCase[] = [
  replyCase('closed at the greeting', lost, { closeAt: 'greeting' }),
  replyCase('closed at EHLO', lost, { closeAt: 'ehlo' }),
  replyCase('closed at STARTTLS', lost, { closeAt: 'starttls' }),
  replyCase('closed in the handshake', broken, { starttls: { kind: 'break', how: 'close' } }),
  replyCase('closed at EHLO after TLS', failsAfterTls('connection-lost'), {}, { closeAt: 'ehlo' }),
  replyCase('closed at QUIT', passes, { closeAt: 'quit' }),
];

const injections: MatrixCase[] = [
  replyCase('a reply behind the 220', injected, {
    starttls: { kind: 'inject', replies: `250-${mxHost}\r\n250 SIZE 1000` },
  }),
  replyCase('a 421 behind the 220', injected, { starttls: { kind: 'inject', replies: '421 4.3.2 Bye' } }),
  replyCase('something malformed behind the 220', injected, { starttls: { kind: 'inject', replies: 'nonsense' } }),
  replyCase('an empty line behind the 220', injected, { starttls: { kind: 'inject', replies: '' } }),
  replyCase('replies for a whole message behind the 220', injected, {
    starttls: { kind: 'inject', replies: '250 Hello\r\n250 Ok\r\n250 Ok\r\n354 Go\r\n250 Queued' },
  }),
  replyCase('a reply in place of the handshake', broken, { starttls: { kind: 'break', how: 'garbage' } }),
  // Before STARTTLS was said: nothing was learned of TLS.
  replyCase('a 220 behind the EHLO reply', noSmtp, { ehloReply: `250-${mxHost}\r\n250 STARTTLS\r\n220 Ready` }),
  replyCase('something malformed behind the EHLO reply', noSmtp, {
    ehloReply: `250-${mxHost}\r\n250 STARTTLS\r\nnonsense`,
  }),
  replyCase('an EHLO reply behind the greeting', noSmtp, {
    greeting: `220 ${mxHost}\r\n250-${mxHost}\r\n250 STARTTLS`,
  }),
];

const afterHandshake: MatrixCase[] = [
  replyCase('EHLO after TLS without STARTTLS and anything else', passes, {}, { ehloReply: `250 ${mxHost}` }),
  replyCase('EHLO after TLS lists STARTTLS again', passes, {}, ehlo('STARTTLS')),
  replyCase('EHLO after TLS gives another name', passes, {}, { ehloReply: '250-other.example\r\n250 SIZE 1000000' }),
  replyCase('EHLO after TLS unknown: HELO will do', passes, {}, { ehloReply: '502 5.5.1 Command not implemented' }),
  replyCase('EHLO after TLS refused: 550', failsAfterTls('rejected'), {}, { ehloReply: '550 5.7.1 Go away' }),
  replyCase(
    'EHLO after TLS put off: 421',
    failsAfterTls('service-not-available'),
    {},
    { ehloReply: '421 4.3.2 Not now' },
  ),
  replyCase(
    'EHLO after TLS answered with something else',
    failsAfterTls('protocol-error'),
    {},
    { ehloReply: 'Hello yourself' },
  ),
  {
    name: 'self-signed, and closed at EHLO after TLS',
    expected: { ...failsAfterTls('connection-lost'), strict: 'certificate-not-trusted' },
    serve: () => ({ certificate: selfSign(mxHost), afterTls: { closeAt: 'ehlo' } }),
  },
  {
    name: 'expired, and 421 to EHLO after TLS',
    expected: { ...failsAfterTls('service-not-available'), strict: 'certificate-expired' },
    serve: ({ root }) => ({
      certificate: issue(root, { altNames: [mxHost], validFrom: -90, validUntil: -1 }),
      afterTls: { ehloReply: '421 4.3.2 Not now' },
    }),
  },
];

export const conversationCases: readonly MatrixCase[] = [
  ...offers,
  ...answers,
  ...greetings,
  ...lines,
  ...silences,
  ...cuts,
  ...injections,
  ...afterHandshake,
];

function repeat(count: number, text: string): string[] {
  return Array.from({ length: count }, () => text);
}

/** As fast as the client takes it, until it has had enough. */
async function sayForever({ socket }: PeerConnection, text: string): Promise<void> {
  const chunk = text.repeat(1000);
  while (socket.writable) {
    if (socket.write(chunk)) continue;
    await new Promise<void>((resolve) => {
      socket.once('drain', resolve);
      socket.once('close', resolve);
    });
  }
}
