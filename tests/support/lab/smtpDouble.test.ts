import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SmtpClient, sendMail } from '../smtpClient.ts';
import { createCa } from './ca.ts';
import { wellBehaved } from './smtpBehaviour.ts';
import { type SmtpDouble, startSmtpDouble } from './smtpDouble.ts';

const from = 'a@office.example';
const to = ['b@x.example'];
let double: SmtpDouble;

beforeEach(async () => {
  const ca = await createCa();
  const tls = await ca.issue({ names: ['mx.x.example'] });
  double = await startSmtpDouble({ address: '127.0.0.1', port: 0, behaviour: wellBehaved('mx.x.example', tls) });
});
afterEach(() => double.close());

/** Greeting and EHLO are read. */
async function greeted(): Promise<SmtpClient> {
  const client = await SmtpClient.connect({ port: double.port });
  await client.readReply();
  await client.command('EHLO client.example');
  return client;
}

describe('an SMTP double', () => {
  it('takes a message over TLS and says what was in the clear and what was not', async () => {
    const data = 'Subject: t\r\n\r\n.dot\r\n..\r\nend\r\n';
    const replies = await sendMail({ port: double.port, from, to, data, tls: true, mailParameters: 'BODY=8BITMIME' });
    expect(replies.final?.code).toBe(250);
    const message = await double.waitForMessage();
    expect(message).toMatchObject({
      mailFrom: from,
      mailParameters: 'BODY=8BITMIME',
      rcptTo: to,
      tls: { protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
      host: 'mx.x.example',
    });
    expect(message.data.toString()).toBe(data);
    const connection = await double.waitForConnection((each) => each.closed);
    expect(connection.clear.toString()).toBe('EHLO client.example\r\nSTARTTLS\r\n');
    expect(connection.secure.toString()).toBe(
      `EHLO client.example\r\nMAIL FROM:<${from}> BODY=8BITMIME\r\nRCPT TO:<b@x.example>\r\nDATA\r\n` +
        'Subject: t\r\n\r\n..dot\r\n...\r\nend\r\n.\r\nQUIT\r\n',
    );
    expect(connection.commands.slice(0, 3)).toEqual([
      { line: 'EHLO client.example', secure: false },
      { line: 'STARTTLS', secure: false },
      { line: 'EHLO client.example', secure: true },
    ]);
    expect(connection.envelopes).toEqual([{ mailFrom: from, rcptTo: to }]);
  });

  it('takes 25 MB with dot lines, 8-bit octets and long lines, byte for byte', async () => {
    const block = Buffer.concat([
      Buffer.from('.\r\n..x\r\n'),
      Buffer.alloc(5000, 0xe9),
      Buffer.from('\r\n'),
      Buffer.alloc(60, 'a'),
      Buffer.from('\r\n'),
    ]);
    const data = Buffer.concat(Array.from({ length: Math.ceil((25 * 1024 * 1024) / block.length) }, () => block));
    await sendMail({ port: double.port, from, to, data, tls: true });
    const message = await double.waitForMessage();
    expect(message.data.equals(data)).toBe(true);
  });

  it('answers pipelined commands in order, and only the accepted recipients get the message', async () => {
    double.behaviour.rcptReply = (recipient) => (recipient.startsWith('no') ? '550 5.1.1 No such user' : '250 Ok');
    const client = await greeted();
    client.write(`MAIL FROM:<${from}>\r\nRCPT TO:<no@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n`);
    const codes = [];
    for (let index = 0; index < 4; index += 1) codes.push((await client.readReply()).code);
    expect(codes).toEqual([250, 550, 250, 354]);
    client.write('hi\r\n.\r\nNOOP\r\nWHAT\r\n');
    expect((await client.readReply()).code).toBe(250);
    expect((await client.readReply()).code).toBe(250);
    expect((await client.readReply()).code).toBe(500);
    expect(double.messages).toMatchObject([{ rcptTo: ['b@x.example'] }]);
    expect(double.connections[0]?.envelopes).toEqual([{ mailFrom: from, rcptTo: ['no@x.example', 'b@x.example'] }]);
    client.destroy();
  });

  it('changes its behaviour while it runs, and takes it back at reset', async () => {
    double.behaviour.finalReply = '452 4.3.1 Disk full';
    expect((await sendMail({ port: double.port, from, to, data: 'x\r\n' })).final?.code).toBe(452);
    expect(double.messages).toEqual([]);
    double.behaviour.finalReply = (data) => `250 ${data.length} octets`;
    expect((await sendMail({ port: double.port, from, to, data: 'x\r\n' })).final?.text).toBe('250 3 octets');
    double.behaviour.mailReply = '451 4.0.0 Not now';
    expect((await sendMail({ port: double.port, from, to, data: 'x\r\n' })).mail?.code).toBe(451);
    double.reset();
    expect(double.messages).toEqual([]);
    expect((await sendMail({ port: double.port, from, to, data: 'x\r\n' })).final?.code).toBe(250);
  });

  it('waits at a step for as long as the test wants', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    double.behaviour.before = (step) => (step === 'final' ? held : Promise.resolve());
    const sending = sendMail({ port: double.port, from, to, data: 'x\r\n' });
    await double.waitForConnection((each) => each.clear.includes('\r\n.\r\n'));
    expect(double.messages).toEqual([]);
    release();
    expect((await sending).final?.code).toBe(250);
  });

  it('cuts the connection at a step, or never answers it', async () => {
    double.behaviour.closeAt = 'data';
    await expect(sendMail({ port: double.port, from, to, data: 'x\r\n' })).rejects.toThrow('closed');
    double.reset();
    double.behaviour.silentAt = 'rcpt';
    const client = await greeted();
    client.write(`MAIL FROM:<${from}>\r\nRCPT TO:<b@x.example>\r\nNOOP\r\n`);
    expect((await client.readReply()).code).toBe(250);
    await double.waitForConnection((each) => each.clear.includes('NOOP'));
    expect(double.connections[0]?.commands.map(({ line }) => line)).not.toContain('NOOP');
    double.dropConnections();
    await expect(client.readReply()).rejects.toThrow('closed');
  });

  it('hears what a client says in the clear after a handshake that broke', async () => {
    double.behaviour.starttls = { kind: 'break', how: 'silent' };
    const client = await greeted();
    await client.command('STARTTLS');
    client.write(`MAIL FROM:<${from}>\r\n`);
    const connection = await double.waitForConnection((each) => each.handshake.includes(from));
    expect(connection.clear.includes(from)).toBe(false);
    expect(connection.readable.includes(from)).toBe(true);
    client.destroy();
  });

  it('says so when its own TLS options cannot be', async () => {
    double.behaviour.tls = { ...double.behaviour.tls, ciphers: 'NO-SUCH-CIPHER' };
    const client = await greeted();
    await expect(client.startTls()).rejects.toThrow();
    const connection = await double.waitForConnection((each) => each.closed);
    expect(connection.tlsError).toMatchObject({ code: 'ERR_SSL_NO_CIPHER_MATCH' });
  });

  it('asks for AUTH where it is told to, in TLS only', async () => {
    double.behaviour.auth = { username: 'relay', password: 'pässword' };
    const client = await greeted();
    expect((await client.command('AUTH PLAIN AHgAeA==')).code).toBe(502);
    await client.startTls();
    expect((await client.command('EHLO client.example')).lines).toContain('AUTH PLAIN LOGIN');
    expect((await client.command(`MAIL FROM:<${from}>`)).code).toBe(530);
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    expect((await client.command(`AUTH PLAIN ${base64('\0relay\0wrong')}`)).code).toBe(535);
    expect((await client.command(`AUTH PLAIN ${base64('\0relay\0pässword')}`)).code).toBe(235);
    expect((await client.command('AUTH LOGIN')).code).toBe(334);
    expect((await client.command(base64('relay'))).code).toBe(334);
    expect((await client.command(base64('pässword'))).code).toBe(235);
    expect((await client.command(`MAIL FROM:<${from}>`)).code).toBe(250);
    client.destroy();
  });

  it('says what it saw when what is waited for does not come', async () => {
    const client = await greeted();
    await expect(double.waitForMessage(() => false, 1)).rejects.toThrow(
      'mx.x.example: no such message within 1 ms. 1 connection(s): [clear: EHLO client.example]',
    );
    client.destroy();
  });
});
