import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportFigures } from '../../support/figures.ts';
import { SmtpClient } from '../../support/smtpClient.ts';
import { startTestEngine, type TestEngine } from '../../support/testEngine.ts';

/**
 * The patterns of the old open-relay testers and their newer kin, from a client that may not relay. Each must be refused,
 * or be taken as what it is: mail for one of our own domains. Nothing of it may reach the queue for anybody else.
 */

const us = 'office.example';
const them = 'elsewhere.example';
const senders = ['spam@sender.example', '', `boss@${us}`, `"boss@${us}"@sender.example`, 'spam@localhost.example'];

const relayPatterns = [
  // Plain, and with the quotes and brackets that some parsers drop.
  `<victim@${them}>`,
  `victim@${them}`,
  `<"victim@${them}">`,
  `<"victim"@${them}>`,
  `<\\victim@${them}>`,
  `<<victim@${them}>>`,
  `<victim@${them}>@${us}`,
  `<victim@${them}@${us}>`,
  `<@${us}@${them}>`,
  // Percent hack, bang paths, and both at once.
  `<victim%${them}@${them}>`,
  `<victim%${them}>`,
  `<victim%${us}@${them}>`,
  `<${them}!victim>`,
  `<${us}!${them}!victim>`,
  `<${us}!victim@${them}>`,
  // Source routes.
  `<@${us}:victim@${them}>`,
  `<@${us},@${them}:victim@${them}>`,
  `<@[127.0.0.1]:victim@${them}>`,
  `<@${us}:@${us}:victim@${them}>`,
  // Address literals of ourselves and others.
  '<victim@[127.0.0.1]>',
  '<victim@[10.0.0.1]>',
  '<victim@[IPv6:::1]>',
  '<victim@127.0.0.1>',
  `<victim@${them}@[127.0.0.1]>`,
  // Our domain as part of another name, or with something added.
  `<victim@${us}.${them}>`,
  `<victim@evil-${us}>`,
  `<victim@sub.${us}>`,
  `<victim@${us}.>`,
  `<victim@.${us}>`,
  `<victim@${us} .${them}>`,
  `<victim@${us},victim@${them}>`,
  `<victim@${us};${them}>`,
  `<victim@${us}\t@${them}>`,
  `<victim@${them}#@${us}.${them}>`,
  `<victim@${them}(@${us})>`,
  // Upper case, other alphabets that look like ours, and names that change when they are normalised.
  `<victim@${them.toUpperCase()}>`,
  '<victim@\u043effice.example>',
  '<victim@xn--ffice-3nf.example>',
  '<victim@elsewhere\u3002example>',
  '<victim@elsewhere%2eexample>',
  // Ports, schemes, a second path, parameters.
  `<victim@${them}:25>`,
  `<smtp:victim@${them}>`,
  `<mailto:victim@${them}>`,
  `<victim@${us}> <victim@${them}>`,
  `<victim@${us}> ORCPT=rfc822;victim@${them}`,
  `<victim@${us}>,<victim@${them}>`,
];

/** Mail for ourselves, however it is written: these are taken, and go to our own routes. */
const ownPatterns = [
  `<bob@${us}>`,
  `<bob@${us.toUpperCase()}>`,
  `<"bob"@${us}>`,
  `<victim%${them}@${us}>`,
  `<${them}!victim@${us}>`,
  `<"victim@${them}"@${us}>`,
  `<@${them}:bob@${us}>`,
  '<postmaster>',
];

let engine: TestEngine;

beforeAll(async () => {
  engine = await startTestEngine();
  await engine.call('settings.save', { acceptedDomains: [us], allowedNetworks: ['127.0.0.9'] });
  // Else what was taken would be tried at once, and fail for lack of a route.
  await engine.call('routes.save', { name: 'Inside', domains: [us], host: '127.0.0.1', port: 1, mode: 'relaxed' });
});

afterAll(() => engine.stop());

async function queuedRecipients(): Promise<string[]> {
  const { messages } = await engine.call('queue.list', { limit: 1000 });
  return messages.flatMap(({ recipients }) => recipients.map(({ domain }) => domain));
}

async function sessionOf(sender: string): Promise<SmtpClient> {
  const client = await SmtpClient.connect({ port: engine.smtpPort, localAddress: '127.0.0.2' });
  await client.readReply();
  await client.command('EHLO relay-test.example');
  expect((await client.command(`MAIL FROM:<${sender}>`)).code).toBe(250);
  return client;
}

describe('a client that may not relay', () => {
  test.each(senders)('as <%s> reaches nobody elsewhere, however the recipient is written', async (sender) => {
    const taken: string[] = [];
    for (const pattern of relayPatterns) {
      const client = await sessionOf(sender);
      const reply = await client.command(`RCPT TO:${pattern}`);
      if (Math.floor(reply.code / 100) !== 5) taken.push(`${pattern}: ${reply.text}`);
      // Whatever the reply said: what counts is that there is nothing to send.
      const data = await client.command('DATA');
      if (data.code === 354) {
        taken.push(`${pattern}: DATA was taken`);
        await client.sendData('Subject: relayed\r\n\r\n.\r\n');
      }
      client.destroy();
    }
    reportFigures('open relay', { 'ways tried': relayPatterns.length, 'ways open': taken.length });
    expect(taken).toEqual([]);
    expect((await queuedRecipients()).filter((domain) => domain !== us)).toEqual([]);
  });

  test.each(ownPatterns)('is taken with %s, which is one of our own', async (pattern) => {
    const client = await sessionOf('spam@sender.example');
    expect((await client.command(`RCPT TO:${pattern}`)).code).toBe(250);
    expect((await client.command('DATA')).code).toBe(354);
    expect((await client.sendData('Subject: in\r\n\r\nx\r\n')).code).toBe(250);
    await client.quit();
    const domains = await queuedRecipients();
    expect(domains.length).toBeGreaterThan(0);
    expect(new Set(domains)).toEqual(new Set([us]));
  });

  test('gains nothing by one good recipient among others', async () => {
    const client = await sessionOf('spam@sender.example');
    expect((await client.command(`RCPT TO:<bob@${us}>`)).code).toBe(250);
    expect((await client.command(`RCPT TO:<victim@${them}>`)).code).toBe(550);
    expect((await client.command('DATA')).code).toBe(354);
    await client.sendData('Subject: mixed\r\n\r\nx\r\n');
    await client.quit();
    expect(new Set(await queuedRecipients())).toEqual(new Set([us]));
  });

  test('is not let in by a name it gives itself', async () => {
    for (const name of [us, 'localhost', '[127.0.0.9]', `mx.${us}`, '127.0.0.9']) {
      const client = await SmtpClient.connect({ port: engine.smtpPort, localAddress: '127.0.0.2' });
      await client.readReply();
      await client.command(`EHLO ${name}`);
      await client.command(`MAIL FROM:<boss@${us}>`);
      expect((await client.command(`RCPT TO:<victim@${them}>`)).code).toBe(550);
      client.destroy();
    }
  });
});

test('the list is as long as it should be', () => {
  expect(relayPatterns.length).toBeGreaterThanOrEqual(30);
  expect(new Set(relayPatterns).size).toBe(relayPatterns.length);
});
