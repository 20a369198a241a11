import type { Random } from '../../../../src/main/engine/runtime.ts';

export interface DemoMessage {
  from: string;
  to: string;
  data: string;
}

interface Person {
  name: string;
  mailbox: string;
}

const colleagues: readonly Person[] = [
  { name: 'Anna Berger', mailbox: 'anna.berger' },
  { name: 'Tom Okafor', mailbox: 'tom.okafor' },
  { name: 'Accounts', mailbox: 'accounts' },
  { name: 'Scanner 2nd floor', mailbox: 'scanner' },
  { name: 'Maja Lindqvist', mailbox: 'maja.lindqvist' },
];

const mailboxes = ['office', 'info', 'j.meyer', 'claire.dubois', 'purchasing', 'n.haddad'];

const subjects = [
  'Invoice 2291 for March',
  'Minutes of Tuesday’s meeting',
  'Re: Delivery next week',
  'Signed contract',
  'Scan from the second floor',
  'Offer for 40 chairs',
  'Übersicht für das zweite Quartal',
  'Question about the order of 12 May',
  'Payslips',
  'Re: Re: Appointment on Friday',
];

const sentences = [
  'Please find the document attached as agreed on the phone.',
  'Could you confirm the date, so that we can plan the room?',
  'Thank you for the quick answer, it helped a lot.',
  'The figures for the quarter are final; nothing will change any more.',
  'Grüße aus dem Büro, und ein schönes Wochenende.',
  'Let me know if anything is missing.',
];

/** A message as an office writes it, to someone at `domain`. `now` is epoch milliseconds. */
export function composeOutbound(domain: string, officeDomain: string, now: number, random: Random): DemoMessage {
  const sender = pick(colleagues, random);
  const from = `${sender.mailbox}@${officeDomain}`;
  return compose({ name: sender.name, from, to: `${pick(mailboxes, random)}@${domain}`, now, random });
}

/** A message from someone at `domain` to the office. */
export function composeInbound(domain: string, officeDomain: string, now: number, random: Random): DemoMessage {
  const to = `${pick(colleagues, random).mailbox}@${officeDomain}`;
  return compose({ name: 'Customer service', from: `service@${domain}`, to, now, random });
}

function compose(letter: { name: string; from: string; to: string; now: number; random: Random }): DemoMessage {
  const { name, from, to, now, random } = letter;
  const paragraphs = Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(sentences, random));
  const id = `${now.toString(36)}.${Math.floor(random() * 2 ** 32).toString(36)}`;
  const lines = [
    `From: ${encodeWords(name)} <${from}>`,
    `To: <${to}>`,
    `Subject: ${encodeWords(pick(subjects, random))}`,
    `Date: ${new Date(now).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${id}@${from.slice(from.indexOf('@') + 1)}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    ...paragraphs,
    '',
  ];
  return { from, to, data: lines.join('\r\n') };
}

/** RFC 2047, where there is more than ASCII. All our words are short enough for one line. */
function encodeWords(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII as a whole.
  return /^[\x00-\x7f]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
}

export function pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[], random: Random): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
}
