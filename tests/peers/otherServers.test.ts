import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../src/shared/contract/history.ts';
import type { MailServerOptions } from '../support/chrootServer.ts';
import { prepareDebianRoot } from '../support/debianRoot.ts';
import { startExim } from '../support/exim.ts';
import type { IssuedCertificate } from '../support/lab/ca.ts';
import { type Lab, startLab } from '../support/lab/lab.ts';
import type { MailServer } from '../support/mailServer.ts';
import { startOpenSmtpd } from '../support/opensmtpd.ts';
import { startPostfix, whyNoPostfix } from '../support/postfix.ts';
import { SmtpClient } from '../support/smtpClient.ts';
import { sendWithSwaks, whyNoSwaks } from '../support/swaks.ts';
import { startTestEngine, type TestEngine } from '../support/testEngine.ts';

/** Real servers, each with good and bad certificates and none, as a domain's MX and as the office's own server. */

/** Downloads once in a checkout, which takes its time on a slow line. */
const prepareLimitMs = 300_000;
const stranger = 'tom@elsewhere.example';

interface Peer {
  name: string;
  start(options: MailServerOptions): Promise<MailServer>;
  /** What its log says once per finished session. */
  sessionEnd: RegExp;
  /** What its log says if a client began with a mail. */
  mailBegun: RegExp;
  /** How its mailbox marks mail that came over TLS. */
  receivedOverTls: RegExp;
}

const debianPeers: readonly Peer[] = [
  {
    name: 'Exim',
    start: startExim,
    // Said of sessions in which nothing was begun.
    sessionEnd: /no MAIL in SMTP connection from .* C=(EHLO,)*(STARTTLS,)?(EHLO,)?QUIT$/gm,
    mailBegun: / <= | F=<|rejected/,
    receivedOverTls: /by mx\.\S+ with esmtps \s*\(TLS1\.3\)/,
  },
  {
    name: 'OpenSMTPD',
    start: startOpenSmtpd,
    sessionEnd: /smtp disconnected reason=quit/g,
    mailBegun: /<<< (MAIL|RCPT|DATA)/i,
    receivedOverTls: /\(OpenSMTPD\) with ESMTPS .*\(TLSv1\.3:/,
  },
];
const postfixPeer: Peer = {
  name: 'Postfix',
  start: ({ domains, users, ...options }) =>
    startPostfix({ ...options, domains, settings: { virtual_mailbox_maps: mailboxesOf(domains, users) } }),
  sessionEnd: /disconnect from .* quit=1/g,
  mailBegun: /\b(mail|rcpt|data)=/,
  receivedOverTls: /\(Postfix\) with ESMTPS/,
};

/** Unlike its helper's own map: whom it does not name is unknown. */
function mailboxesOf(domains: readonly string[], users: readonly string[]): string {
  const addresses = domains.flatMap((domain) => users.map((user) => `${user}@${domain}`));
  return `inline:{ ${addresses.map((address) => `{ ${address} = inbox/ }`).join(', ')} }`;
}

interface Setup {
  name: string;
  issue(host: string): Promise<IssuedCertificate> | null;
  /** Why strict does not pass; null where it does. */
  code: 'certificate-not-trusted' | 'certificate-host-mismatch' | 'starttls-not-supported' | null;
  route: 'strict' | 'relaxed' | 'tls-not-supported';
}

const setups: readonly Setup[] = [
  { name: 'good', issue: (host) => lab.ca.issue({ names: [host] }), code: null, route: 'strict' },
  {
    name: 'self-signed',
    issue: (host) => lab.ca.selfSigned({ names: [host] }),
    code: 'certificate-not-trusted',
    route: 'relaxed',
  },
  {
    name: 'wrong-name',
    issue: () => lab.ca.issue({ names: ['mail.somewhere-else.example'] }),
    code: 'certificate-host-mismatch',
    route: 'relaxed',
  },
  { name: 'no-tls', issue: () => null, code: 'starttls-not-supported', route: 'tls-not-supported' },
];

/** Ends of a message for one server or another, each with a whole message behind it. */
function hiddenMessages(domain: string): string {
  const ends = ['\n.\n', '\n.\r\n', '\r.\r', '\r.\r\n', '\r\n.\n', '\r\n.\r', '\n\n.\r\r\n', '\r\n\0.\r\n'];
  return ends
    .map(
      (end, index) =>
        `part ${index}${end}MAIL FROM:<boss@office.example>\r\nRCPT TO:<boss@${domain}>\r\nDATA\r\nSubject: hidden ${index}\r\n\r\nevil`,
    )
    .join('\r\n');
}

/**
 * Sender and recipient of a stored message as SMTP told them, in the words of each server: they stand above the first
 * `Received:` field, where no field of the message itself can be.
 */
function envelopeOf(mail: string): { sender: string; recipient: string | undefined } {
  const top = mail.slice(0, mail.search(/^Received:/m));
  const field = (name: RegExp) => new RegExp(`^(?:${name.source}):\\s*<?([^>\\r\\n]*)>?\\r?$`, 'im').exec(top)?.[1];
  // OpenSMTPD writes none for the null sender.
  return { sender: field(/Return-Path/) ?? '', recipient: field(/X-Original-To|Delivered-To|Envelope-To/) };
}

let dir: string;
let lab: Lab;
let engine: TestEngine;
let debian: Awaited<ReturnType<typeof prepareDebianRoot>>;

beforeAll(async () => {
  debian = await prepareDebianRoot();
  dir = mkdtempSync(join(tmpdir(), 'sealpost-peers-'));
  lab = await startLab({ dir });
  engine = await startTestEngine({ lab });
}, prepareLimitMs);

afterAll(async () => {
  await engine.stop();
  await lab.close();
  rmSync(dir, { recursive: true, force: true });
});

const whyNotDebian = () => whyNoSwaks() ?? ('missing' in debian ? debian.missing : null);
const whyNotPostfix = () => whyNoSwaks() ?? whyNoPostfix();

const peers = [
  { peer: postfixPeer, whyNot: whyNotPostfix },
  ...debianPeers.map((peer) => ({ peer, whyNot: whyNotDebian })),
];

describe.each(peers.map((each, index) => ({ ...each, name: each.peer.name, index })))('$name', (each) => {
  describe.each(setups.map((setup, index) => ({ ...setup, index })))('$name', (setup) => {
    const { peer, whyNot } = each;
    const id = `${setup.name}.${peer.name.toLowerCase()}`;
    const [domain, host, inside] = [`${id}.example`, `mx.${id}.example`, `inside.${id}.example`];
    const address = `127.0.${each.index + 3}.${setup.index + 1}`;
    let server: MailServer;

    beforeAll(async () => {
      if (whyNot() !== null) return;
      lab.zone.set(domain, { mx: [{ preference: 10, exchange: host }] });
      lab.zone.set(host, { a: [address] });
      const tls = await setup.issue(host);
      const root = 'root' in debian ? debian.root : '';
      const users = ['claire', 'boss'];
      const options = { root, hostname: host, address, port: lab.deliveryPort, domains: [domain, inside], users };
      server = await peer.start({ ...options, ...(tls ? { tls } : {}) });
    });
    afterAll(() => server?.stop());

    /** A test that needs the real programs, and says what is missing where it cannot run. */
    const peerTest = (name: string, body: () => Promise<void>) =>
      it(name, async (context) => {
        const reason = whyNot();
        if (reason !== null) return context.skip(reason);
        await body();
      });

    const saveRule = async (mode: 'strict' | 'relaxed') => {
      const { rules } = await engine.call('rules.list', {});
      const known = rules.find(({ pattern }) => pattern === domain);
      await engine.call('rules.save', { pattern: domain, mode, ...(known ? { id: known.id } : {}) });
    };
    const ruleVerdict = async () => {
      const { rules } = await engine.call('rules.list', {});
      return rules.find(({ pattern }) => pattern === domain)?.verdict;
    };
    const probe = async () => (await engine.call('probe.host', { host, port: lab.deliveryPort, fresh: true })).verdict;
    /** What both a probe and a delivery tell of the host. */
    const seen = ({ protocol, cipher, certificates }: Awaited<ReturnType<typeof probe>>) => ({
      protocol,
      cipher,
      certificate: certificates[0] ?? null,
    });
    const deliveryTo = (recipient: string, outcome: HistoryEntry['outcome']) =>
      engine.waitForEntry((entry) => entry.recipient === recipient && entry.outcome === outcome);
    const send = (from: string, to: string) =>
      sendWithSwaks({
        server: { address: '127.0.0.1', port: engine.smtpPort },
        from,
        to: [to],
        data: `From: <${from}>\nTo: <${to}>\nSubject: for ${to}\n\nGood morning.\n`,
      });
    const arrived = (to: string) => server.waitForMail((text) => text.includes(`Subject: for ${to}`));

    if (setup.code === null) {
      peerTest('as MX: gets mail under a strict rule, as the probe said', async () => {
        await saveRule('strict');
        const verdict = await probe();
        expect(verdict).toMatchObject({
          address,
          offered: true,
          nameMatches: true,
          modes: { strict: { pass: true }, relaxed: { pass: true } },
          code: null,
        });
        await send('anna@office.example', `claire@${domain}`);
        expect(await arrived(`claire@${domain}`)).toMatch(peer.receivedOverTls);
        const entry = await deliveryTo(`claire@${domain}`, 'delivered');
        expect(entry).toMatchObject({
          host,
          address,
          mode: 'strict',
          protocol: 'TLSv1.3',
          cipher: expect.stringMatching(/^TLS_/),
          certificate: { subjectAltNames: [host], issuer: expect.stringContaining('Sealpost Lab Root') },
        });
        expect(entry).toMatchObject(seen(verdict));
      });

      peerTest('as MX: gets the envelope that came in, whatever the message says of itself', async () => {
        const client = await SmtpClient.connect({ port: engine.smtpPort });
        await client.readReply();
        for (const [sender, name] of [
          ['anna+bills@office.example', 'named'],
          ['', 'null'],
        ] as const) {
          await client.command('EHLO office.example');
          await client.command(`MAIL FROM:<${sender}>`);
          for (const user of ['claire', 'boss']) await client.command(`RCPT TO:<${user}@${domain}>`);
          await client.command('DATA');
          const fields = [
            'From: <spy@elsewhere.example>',
            `To: <nobody@${domain}>`,
            `Cc: <claire@${domain}>`,
            'Bcc: <hidden@elsewhere.example>',
          ];
          const text = [...fields, `Subject: envelope of the ${name} sender`, '', 'Good morning.', ''].join('\r\n');
          expect((await client.sendData(text)).code).toBe(250);
          const copies = () => server.mail().filter((mail) => mail.includes(`Subject: envelope of the ${name} sender`));
          await server.waitForMail(() => copies().length === 2);
          expect(
            copies()
              .map(envelopeOf)
              .sort((one, other) => String(one.recipient).localeCompare(String(other.recipient))),
          ).toEqual(['boss', 'claire'].map((user) => ({ sender, recipient: `${user}@${domain}` })));
        }
        await client.quit();
      });

      peerTest('as MX: takes a message that hides others for the one that it is', async () => {
        const before = server.mail().length;
        const client = await SmtpClient.connect({ port: engine.smtpPort });
        await client.readReply();
        await client.command('EHLO office.example');
        await client.command('MAIL FROM:<anna@office.example>');
        await client.command(`RCPT TO:<claire@${domain}>`);
        await client.command('DATA');
        expect(
          (await client.sendData(`Subject: hides others\r\n\r\n${hiddenMessages(domain)}.\r\n..\r\nend\r\n`)).code,
        ).toBe(250);
        await client.quit();
        const hiding = await server.waitForMail((text) => text.includes('Subject: hides others'));
        expect(envelopeOf(hiding)).toEqual({ sender: 'anna@office.example', recipient: `claire@${domain}` });
        // What came after it in the same session would be there before this one.
        await send('anna@office.example', `boss@${domain}`);
        await arrived(`boss@${domain}`);
        const mails = server.mail();
        expect(mails).toHaveLength(before + 2);
        expect(mails.filter((text) => /^Subject: hides others/m.test(text))).toHaveLength(1);
        // In the body of the one, and nobody's message.
        expect(mails.filter((text) => /^Subject: hidden/m.test(text.slice(0, text.search(/\r?\n\r?\n/))))).toEqual([]);
        expect(mails.some((text) => text.includes('Subject: hidden'))).toBe(true);
      });
    } else {
      peerTest('as MX: hears of no mail under a strict rule, as the probe said', async () => {
        const endedWithQuit = () => [...server.log().matchAll(peer.sessionEnd)].length;
        const before = endedWithQuit();
        await saveRule('strict');
        await expect.poll(ruleVerdict).toMatchObject({ result: 'not-valid', code: setup.code });
        await send('anna@office.example', `claire@${domain}`);
        const entry = await deliveryTo(`claire@${domain}`, 'deferred');
        expect(entry).toMatchObject({
          stage: 'Processing: Check TLS',
          code: setup.code,
          host,
          address,
          mode: 'strict',
        });
        // The rule's probe and the delivery, both of which ended with QUIT. Where this is tried again, the first mail is, too.
        await expect.poll(endedWithQuit, { timeout: 5000 }).toBeGreaterThanOrEqual(before + 2);
        expect(server.log()).not.toMatch(peer.mailBegun);
        expect(server.mail()).toEqual([]);

        const verdict = await probe();
        expect(verdict).toMatchObject({
          offered: setup.code !== 'starttls-not-supported',
          modes: { strict: { pass: false, code: setup.code } },
          code: setup.code,
        });
        expect(entry).toMatchObject(seen(verdict));
      });

      peerTest('as MX: gets it under a relaxed rule only where it offers TLS, as the probe said', async () => {
        const { modes } = await probe();
        expect(modes.relaxed.pass).toBe(setup.route === 'relaxed');
        await saveRule('relaxed');
        if (modes.relaxed.pass) {
          expect(await arrived(`claire@${domain}`)).toMatch(peer.receivedOverTls);
          const { attempt, mode } = await deliveryTo(`claire@${domain}`, 'delivered');
          expect(mode).toBe('relaxed');
          expect(attempt).toBeGreaterThan(1);
        } else {
          const again = await engine.waitForEntry(
            (entry) => entry.recipient === `claire@${domain}` && entry.attempt === 2,
          );
          expect(again).toMatchObject({ outcome: 'deferred', code: modes.relaxed.code, mode: 'relaxed' });
          expect(server.log()).not.toMatch(peer.mailBegun);
          expect(server.mail()).toEqual([]);
        }
      });
    }

    peerTest(`as route: validation says ${setup.route}, and that is what its mail gets`, async () => {
      const { settings } = await engine.call('settings.get', {});
      await engine.call('settings.save', { acceptedDomains: [...settings.acceptedDomains, inside] });
      const input = { name: id, domains: [inside], host, port: lab.deliveryPort };
      const { route } = await engine.call('routes.save', input);
      const routeIds = [route.id];
      const savedRoute = async () => {
        const { routes } = await engine.call('routes.list', {});
        return routes.find((each) => each.id === route.id);
      };

      const unknown = await engine.call('routes.validate', { address: `nobody@${inside}`, routeIds });
      const refused = setup.route === 'tls-not-supported' ? 'tls-not-supported' : 'recipient-refused';
      expect(unknown).toMatchObject({ pass: false, results: [{ result: refused }] });
      expect(await savedRoute()).toMatchObject({ mode: 'opportunistic', validatedAt: null });

      const validated = await engine.call('routes.validate', { address: `boss@${inside}`, routeIds });
      expect(validated).toMatchObject({
        pass: setup.route !== 'tls-not-supported',
        results: [{ routeId: route.id, result: setup.route, reply: null, verdict: { code: setup.code } }],
      });
      if (setup.route === 'tls-not-supported') {
        expect(await savedRoute()).toMatchObject({ mode: 'opportunistic', validatedAt: null });
        expect(server.log()).not.toMatch(peer.mailBegun);
        return;
      }
      expect(await savedRoute()).toMatchObject({ mode: setup.route, validatedAt: expect.any(String) });
      // Validation names a sender: what the log must not say elsewhere, it says here.
      await server.waitForLog(peer.mailBegun);
      await send(stranger, `boss@${inside}`);
      expect(await arrived(`boss@${inside}`)).toMatch(peer.receivedOverTls);
      expect(await deliveryTo(`boss@${inside}`, 'delivered')).toMatchObject({
        direction: 'inbound',
        host,
        mode: setup.route,
        protocol: 'TLSv1.3',
      });
    });

    if (setup.code !== null) {
      peerTest('as route: gets nothing once strict is asked for', async () => {
        const { routes } = await engine.call('routes.list', {});
        const known = routes.find((route) => route.host === host);
        const input = { name: id, domains: [inside], host, port: lab.deliveryPort, mode: 'strict' as const };
        await engine.call('routes.save', { ...input, ...(known ? { id: known.id } : {}) });
        const before = server.mail().length;
        await send(stranger, `claire@${inside}`);
        expect(await deliveryTo(`claire@${inside}`, 'deferred')).toMatchObject({
          stage: 'Processing: Check TLS',
          direction: 'inbound',
          code: setup.code,
          host,
          mode: 'strict',
        });
        expect(server.mail()).toHaveLength(before);
      });
    }
  });
});
