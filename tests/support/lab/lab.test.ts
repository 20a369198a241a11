import { Resolver } from 'node:dns/promises';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createFakeClock } from '../fakeClock.ts';
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
      expect(await resolver.resolveMx(`${name}.example`)).toMatchObject([
        { exchange: `mx.${name}.example`, priority: 10 },
      ]);
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

  it('not-yet-valid, weak-key and tls12 are told apart by the reason', async () => {
    await expect(verify('not-yet-valid')).rejects.toMatchObject({ code: 'CERT_NOT_YET_VALID' });
    await expect(verify('weak-key')).rejects.toThrow(/key too (small|weak)/);
    expect(await verify('tls12')).toEqual({ protocol: 'TLSv1.2' });
    await expect(verify('tls12', { minVersion: 'TLSv1.3' })).rejects.toThrow(/protocol version/);
  });

  it('injects says more than one reply to STARTTLS in the clear', async () => {
    const client = await reach('injects');
    await hello(client);
    expect((await client.command('STARTTLS')).text).toBe('220 2.0.0 Ready to start TLS');
    expect((await client.readReply()).text).toBe('250 2.0.0 Said in the clear');
    client.destroy();
  });

  it('slow answers when its clock says so', async () => {
    const clock = createFakeClock();
    const slowLab = await startLab({ dir, clock, slowMs: 60_000 });
    try {
      const { address, port } = slowLab.doubles.slow;
      const client = await SmtpClient.connect({ host: address, port });
      const greeting = client.readReply();
      await slowLab.doubles.slow.waitForConnection(() => clock.pendingTimers() === 1);
      await clock.advance(59_999);
      expect(clock.pendingTimers()).toBe(1);
      await clock.advance(1);
      expect((await greeting).code).toBe(220);
      client.destroy();
    } finally {
      await slowLab.close();
    }
  });
});

describe('lab.connect', () => {
  it('reaches every double by its address in the DNS where only 127.0.0.1 can be bound', async () => {
    const single = await startLab({ dir, singleAddress: true });
    try {
      for (const name of ['trusted', 'self-signed', 'second-mx-2'] as const) {
        const entry = single.zone.get(mxHostOf(name));
        const address = (typeof entry === 'object' && entry.a?.[0]) || '';
        expect(address).toMatch(/^127\.0\.1\./);
        expect(single.doubles[name].address).toBe('127.0.0.1');
        const client = new SmtpClient(await single.connect({ address, port: single.deliveryPort, timeoutMs: 1000 }));
        expect((await client.readReply()).text).toBe(`220 ${mxHostOf(name)} ESMTP`);
        client.destroy();
      }
    } finally {
      await single.close();
    }
  });

  it("rejects with the system's code where nobody listens", async () => {
    const closed = await startLab({ dir });
    await closed.close();
    const target = { address: '127.0.1.1', port: closed.deliveryPort, timeoutMs: 1000 };
    await expect(closed.connect(target)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('startLab', () => {
  it('takes the delivery port that is asked for, and says so when it is taken', async () => {
    await expect(startLab({ dir, deliveryPort: lab.deliveryPort })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const other = await startLab({ dir });
    const { deliveryPort } = other;
    await other.close();
    const again = await startLab({ dir, deliveryPort });
    expect(again.deliveryPort).toBe(deliveryPort);
    await again.close();
  });

  it('leaves nothing open after close, not even a connection in the middle of a message', async () => {
    const short = await startLab({ dir });
    const client = await SmtpClient.connect({ host: short.doubles.trusted.address, port: short.deliveryPort });
    await hello(client);
    await client.startTls();
    await short.close();
    await client.closed;
  });

  it('writes the root where caFile says', async () => {
    expect(await readFile(lab.caFile, 'utf8')).toContain('BEGIN CERTIFICATE');
  });
});
