import { Resolver } from 'node:dns/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SmtpClient } from '../smtpClient.ts';
import { type Lab, startLab } from './lab.ts';
import { type DoubleName, mxHostOf } from './labDoubles.ts';

let dir: string;
let lab: Lab;
let resolver: Resolver;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sealpost-lab-'));
  lab = await startLab({ dir, slowMs: 1 });
  resolver = new Resolver({ timeout: 1000, tries: 1 });
  resolver.setServers([lab.dns]);
});
afterAll(async () => {
  await lab.close();
  await rm(dir, { recursive: true });
});
afterEach(() => lab.reset());

/** Goes the way of a mail relay: MX, address, connect. */
async function reach(name: DoubleName): Promise<SmtpClient> {
  const [address] = await resolver.resolve4(mxHostOf(name));
  return new SmtpClient(await lab.connect({ address: address ?? '', port: lab.deliveryPort, timeoutMs: 1000 }));
}

/** Greeting and EHLO; gives the EHLO reply. */
async function hello(client: SmtpClient) {
  expect((await client.readReply()).code).toBe(220);
  return client.command('EHLO client.example');
}

/** STARTTLS as a careful client does it: trusts the lab's root only, and wants the MX host's name. */
async function verify(name: DoubleName, options = {}): Promise<{ protocol: string | null }> {
  const client = await reach(name);
  try {
    await hello(client);
    await client.startTls({ ca: lab.ca.rootPem, rejectUnauthorized: true, servername: mxHostOf(name), ...options });
    expect((await client.command('EHLO client.example')).lines).not.toContain('STARTTLS');
    return { protocol: client.tls?.getProtocol() ?? null };
  } finally {
    client.destroy();
  }
}

async function handOver(client: SmtpClient, recipient = 'b@x.example', data = 'Subject: hi\r\n\r\n.hidden\r\n') {
  const mail = await client.command('MAIL FROM:<a@office.example> SIZE=20');
  const rcpt = await client.command(`RCPT TO:<${recipient}>`);
  if (rcpt.code !== 250) return { mail: mail.code, rcpt: rcpt.code, final: null };
  await client.command('DATA');
  return { mail: mail.code, rcpt: rcpt.code, final: (await client.sendData(data)).code };
}

describe('the lab in the DNS', () => {
  it('has an MX and an address for every double, on one port', async () => {
    for (const name of ['trusted', 'self-signed', 'no-starttls', 'slow'] as const) {
      expect(await resolver.resolveMx(`${name}.example`)).toMatchObject([{ exchange: `mx.${name}.example`, priority: 10 }]);
      expect(await resolver.resolve4(`mx.${name}.example`)).toHaveLength(1);
    }
    expect(await resolver.resolveMx('second-mx.example')).toMatchObject([
      { exchange: 'mx1.second-mx.example', priority: 10 },
      { exchange: 'mx2.second-mx.example', priority: 20 },
    ]);
    await expect(resolver.resolve6('mx.trusted.example')).rejects.toMatchObject({ code: 'ENODATA' });
  });

  it('has a null MX, a missing domain and a failing one', async () => {
    expect(await resolver.resolveMx('null-mx.example')).toMatchObject([{ exchange: '', priority: 0 }]);
    await expect(resolver.resolveMx('missing.example')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(resolver.resolveMx('servfail.example')).rejects.toMatchObject({ code: 'ESERVFAIL' });
  });

  it('goes back to its zone at reset', async () => {
    lab.zone.set('trusted.example', 'SERVFAIL');
    await expect(resolver.resolveMx('trusted.example')).rejects.toMatchObject({ code: 'ESERVFAIL' });
    lab.reset();
    expect(await resolver.resolveMx('trusted.example')).toHaveLength(1);
  });
});

describe('the doubles, as a careful client sees them', () => {
  it('trusted, second-mx-2, tempfail, permfail and slow have a trusted certificate for their own name', async () => {
    for (const name of ['trusted', 'second-mx-2', 'tempfail', 'permfail', 'slow'] as const) {
      expect(await verify(name)).toEqual({ protocol: 'TLSv1.3' });
    }
    const connection = await lab.doubles.trusted.waitForConnection((each) => each.tls !== null);
    expect(connection.tls).toMatchObject({ protocol: 'TLSv1.3', servername: 'mx.trusted.example' });
  });

  it('self-signed, expired and wrong-name are told apart by the reason', async () => {
    await expect(verify('self-signed')).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    await expect(verify('expired')).rejects.toMatchObject({ code: 'CERT_HAS_EXPIRED' });
    await expect(verify('wrong-name')).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    for (const name of ['self-signed', 'expired', 'wrong-name'] as const) {
      expect(await verify(name, { rejectUnauthorized: false })).toEqual({ protocol: 'TLSv1.3' });
    }
  });

  it('no-starttls neither offers nor knows STARTTLS, and takes mail in the clear', async () => {
    const client = await reach('no-starttls');
    expect((await hello(client)).lines).not.toContain('STARTTLS');
    expect((await client.command('STARTTLS')).code).toBe(502);
    expect(await handOver(client)).toEqual({ mail: 250, rcpt: 250, final: 250 });
    expect(lab.doubles['no-starttls'].messages).toMatchObject([{ tls: null, mailFrom: 'a@office.example' }]);
    client.destroy();
  });

  it('starttls-refused offers STARTTLS and answers 454', async () => {
    const client = await reach('starttls-refused');
    expect((await hello(client)).lines).toContain('STARTTLS');
    expect((await client.startTls()).code).toBe(454);
    client.destroy();
  });

  it('handshake-breaks and second-mx-1 say 220 and break the handshake, keeping what they heard', async () => {
    for (const name of ['handshake-breaks', 'second-mx-1'] as const) {
      const client = await reach(name);
      expect((await hello(client)).lines).toContain('STARTTLS');
      await expect(client.startTls()).rejects.toThrow();
      const connection = await lab.doubles[name].waitForConnection((each) => each.closed);
      expect(connection.clear.toString()).toBe('EHLO client.example\r\nSTARTTLS\r\n');
      // A TLS record of type handshake.
      expect(connection.handshake[0]).toBe(0x16);
    }
  });

  it('tls11 speaks TLS 1.1 and nothing newer', async () => {
    await expect(verify('tls11')).rejects.toThrow(/protocol version|unsupported protocol/i);
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.2', ciphers: 'DEFAULT@SECLEVEL=0' };
    expect(await verify('tls11', old)).toEqual({ protocol: 'TLSv1.1' });
  });

  it('busy greets with 421 and hangs up', async () => {
    const client = await reach('busy');
    expect((await client.readReply()).code).toBe(421);
    await client.closed;
  });

  it('tempfail and permfail refuse the recipient', async () => {
    for (const [name, code] of [
      ['tempfail', 451],
      ['permfail', 550],
    ] as const) {
      const client = await reach(name);
      await hello(client);
      await client.startTls();
      await client.command('EHLO client.example');
      expect(await handOver(client, 'x@y.example')).toMatchObject({ mail: 250, rcpt: code });
      expect(lab.doubles[name].messages).toEqual([]);
      expect(lab.doubles[name].connections[0]?.envelopes).toEqual([
        { mailFrom: 'a@office.example', rcptTo: ['x@y.example'] },
      ]);
      client.destroy();
    }
  });
});
