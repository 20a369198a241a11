import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCa } from './lab/ca.ts';
import { wellBehaved } from './lab/smtpBehaviour.ts';
import { startSmtpDouble } from './lab/smtpDouble.ts';
import { SmtpClient, sendMail } from './smtpClient.ts';

describe('SmtpClient', () => {
  let server: Server;
  let port: number;
  let onConnection: (socket: Socket) => void;

  beforeEach(async () => {
    server = createServer((socket) => onConnection(socket));
    port = await new Promise((resolve) =>
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(address && typeof address === 'object' ? address.port : 0);
      }),
    );
  });
  afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

  it('reads replies of several lines, however they are cut', async () => {
    onConnection = (socket) => {
      socket.write('220-one\r\n22');
      setImmediate(() => socket.write('0 two\r\n250 ok\r'));
      setImmediate(() => setImmediate(() => socket.end('\n')));
    };
    const client = await SmtpClient.connect({ port });
    expect(await client.readReply()).toEqual({ code: 220, lines: ['one', 'two'], text: '220-one\n220 two' });
    expect((await client.readReply()).text).toBe('250 ok');
    await expect(client.readReply()).rejects.toThrow('closed');
  });

  it('rejects where nobody listens', async () => {
    onConnection = () => {};
    const other = createServer();
    const free = await new Promise<number>((resolve) =>
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        resolve(address && typeof address === 'object' ? address.port : 0);
      }),
    );
    await new Promise((resolve) => other.close(resolve));
    await expect(SmtpClient.connect({ port: free })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('sendMail', () => {
  it('stops at a refusal and gives every reply so far', async () => {
    const ca = await createCa();
    const behaviour = wellBehaved('mx.x.example', await ca.issue({ names: ['mx.x.example'] }));
    const double = await startSmtpDouble({ address: '127.0.0.1', port: 0, behaviour });
    try {
      double.behaviour.rcptReply = '550 5.7.1 Relaying denied';
      const replies = await sendMail({ port: double.port, from: 'a@x.example', to: ['b@y.example'], data: 'x\r\n' });
      expect(replies).toMatchObject({
        startTls: null,
        mail: { code: 250 },
        rcpt: [{ code: 550 }],
        data: null,
        final: null,
      });
      double.behaviour.starttls = { kind: 'refuse', reply: '454 Not now' };
      const refused = await sendMail({ port: double.port, from: '', to: ['b@y.example'], data: 'x', tls: true });
      expect(refused).toMatchObject({ startTls: { code: 454 }, mail: null });
      await expect(
        sendMail({ port: double.port, from: '', to: [], data: '', tls: { rejectUnauthorized: true, ca: ca.rootPem } }),
      ).resolves.toMatchObject({ startTls: { code: 454 } });
    } finally {
      await double.close();
    }
  });
});
