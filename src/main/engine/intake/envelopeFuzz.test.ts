import { expect, test } from 'vitest';
import { reportFigures } from '../../../../tests/support/figures.ts';
import { seededRandom } from '../../../../tests/support/seededRandom.ts';
import { wirePath } from '../delivery/session/path.ts';
import { type EnvelopeContext, type Transaction, takeRecipient, takeSender } from './envelope.ts';

/**
 * MAIL and RCPT made of what parsers have tripped over. Whatever is said, the answer is a reply; what is taken has no
 * control character in it, is judged by the domain behind its last @, and can go out as it came in.
 */

const lines = Number(process.env.SEALPOST_FUZZ_LINES ?? 60_000);

const context: EnvelopeContext = {
  settings: {
    hostname: 'relay.office.example',
    listeners: [],
    allowedNetworks: ['10.0.0.0/8'],
    acceptedDomains: ['office.example', 'xn--bro-hoa.example'],
    maxMessageBytes: 1_000_000,
  },
  inboundPolicy: () => null,
  clientAddress: '192.0.2.1',
  protocol: null,
  username: null,
};
const colleague: EnvelopeContext = { ...context, clientAddress: '10.1.2.3' };

const localParts = [
  'bob',
  'victim%elsewhere.example',
  'a!b',
  '"a b"',
  '"a\\"b"',
  '"x@y"',
  'jürgen',
  'a.b.',
  "o'neil",
  '',
];
const domains = [
  ...['office.example', 'OFFICE.Example', 'elsewhere.example', 'sub.office.example', 'office.example.evil.example'],
  ...[
    'büro.example',
    'xn--bro-hoa.example',
    'ｏｆｆｉｃｅ。example',
    '[127.0.0.1]',
    '[IPv6:::1]',
    '127.0.0.1',
    'a_b.example',
    'mx',
  ],
];
const oddities = [
  ...['<', '>', '@', '"', '\\', '%', '!', ',', ':', ';', '.', '..', '-', '_', '(', ')', '#', ' ', '\t', '=', '&', '/'],
  ...['\0', '\r', '\x0b', '\x1b', '\x7f', '\x85', '\u200b', '\u200c', '\u200d', '\u202e', '\u2028', '\ufeff', '\ufffd'],
  ...[
    '@office.example:',
    '@elsewhere.example,@office.example:',
    'smtp:',
    'mailto:',
    'postmaster',
    'x'.repeat(300),
    '🙂',
  ],
];
const parameters = [
  'SIZE=1',
  'SIZE=99999999999',
  'SIZE=-1',
  'BODY=8BITMIME',
  'BODY=BINARYMIME',
  'SMTPUTF8',
  'AUTH=<>',
  'RET=FULL',
  'X',
];

function createLines(random: () => number) {
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? '';
  /** Puts something odd somewhere, or takes a piece away. */
  const spoil = (text: string): string => {
    const at = Math.floor(random() * (text.length + 1));
    return random() < 0.8
      ? text.slice(0, at) + pick(oddities) + text.slice(at)
      : text.slice(0, at) + text.slice(at + 1);
  };
  return (verb: string): Buffer => {
    let path = `${pick(localParts)}@${pick(domains)}`;
    if (random() < 0.1) path = pick(['@elsewhere.example:', '@office.example,@elsewhere.example:']) + path;
    let text = `${verb}:<${path}>${random() < 0.2 ? ` ${pick(parameters)}` : ''}`;
    for (let times = Math.floor(random() * 3); times > 0; times -= 1) text = spoil(text);
    const octets = Buffer.from(text);
    if (random() < 0.05) octets[Math.floor(random() * octets.length)] = 0x80 + Math.floor(random() * 128);
    return octets;
  };
}

const forbidden = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufffd\ufeff\u200b\u202e]/u;

/** What is wrong with an address that was taken; null where nothing is. */
function flawOf(address: string): string | null {
  if (forbidden.test(address)) return 'a forbidden character';
  const path = wirePath(address);
  if (path === null) return 'cannot go out again';
  return path.slice(0, path.lastIndexOf('@')) === address.slice(0, address.lastIndexOf('@'))
    ? null
    : 'goes out changed';
}

test(`${lines} recipients: none is taken for a domain that is not its own`, () => {
  const lineOf = createLines(seededRandom(1));
  const open: Transaction = {
    sender: 'a@sender.example',
    parameters: { declaredSize: null, eightBitMime: false, smtpUtf8: true },
    recipients: [],
  };
  const wrong: string[] = [];
  let taken = 0;
  for (let i = 0; i < lines && wrong.length < 10; i += 1) {
    const line = lineOf('RCPT TO');
    const allowed = i % 2 === 0;
    const { reply, transaction } = takeRecipient(line, open, allowed ? colleague : context);
    const recipient = transaction?.recipients[0];
    const flaw = (what: string) => wrong.push(`${what}: ${JSON.stringify(line.toString())}`);
    if (!/^[\x20-\x7e]*$/.test(reply.text)) flaw('a reply that is not ASCII');
    if (!recipient) {
      if (reply.code < 400) flaw('taken, and not kept');
      if (transaction !== open) flaw('refused, and changed');
      continue;
    }
    taken += 1;
    if (reply.code !== 250) flaw('refused, and kept');
    const problem = flawOf(recipient.address);
    if (problem !== null) flaw(problem);
    const behindTheLastAt = wirePath(`x@${recipient.address.slice(recipient.address.lastIndexOf('@') + 1)}`)?.slice(2);
    if (behindTheLastAt?.toLowerCase() !== recipient.domain) flaw(`judged as of ${recipient.domain}`);
    const ours = context.settings.acceptedDomains.includes(recipient.domain);
    if (recipient.direction !== (ours ? 'inbound' : 'outbound')) flaw(`went ${recipient.direction}`);
    if (!ours && !allowed) flaw('relayed for a stranger');
  }
  reportFigures('SMTP lines fuzzed', { recipients: lines, 'recipients taken': taken });
  expect(wrong).toEqual([]);
  expect(taken).toBeGreaterThan(lines / 20);
});

test(`${lines} senders: what is taken can go out again`, () => {
  const lineOf = createLines(seededRandom(2));
  const wrong: string[] = [];
  let taken = 0;
  for (let i = 0; i < lines && wrong.length < 10; i += 1) {
    const line = lineOf('MAIL FROM');
    const { reply, transaction } = takeSender(line, null, context);
    const flaw = (what: string) => wrong.push(`${what}: ${JSON.stringify(line.toString())}`);
    if (!/^[\x20-\x7e]*$/.test(reply.text)) flaw('a reply that is not ASCII');
    if (!transaction) {
      if (reply.code < 400) flaw('taken, and not kept');
      continue;
    }
    taken += 1;
    const problem = transaction.sender === '' ? null : flawOf(transaction.sender);
    if (problem !== null) flaw(problem);
    const isAscii = /^[\x20-\x7e]*$/.test(transaction.sender);
    if (!isAscii && !transaction.parameters.smtpUtf8) flaw('8 bit without SMTPUTF8');
  }
  reportFigures('SMTP lines fuzzed', { senders: lines, 'senders taken': taken });
  expect(wrong).toEqual([]);
  expect(taken).toBeGreaterThan(lines / 20);
});
