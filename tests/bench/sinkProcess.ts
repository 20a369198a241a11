// The sink: takes any mail over SMTP, offers STARTTLS, discards. As lean as can be, and the same for both products.
import { createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { createCa } from '../support/lab/ca.ts';
import { type DnsEntry, startDnsServer } from '../support/lab/dnsServer.ts';
import { serveHelper } from './ipc.ts';
import { bulkDomain, hungDomain, manyDomain, manyDomains, mxName, sinkAddress, sinkQuestion } from './sinkWords.ts';

const endOfData = Buffer.from('\r\n.\r\n');
let taken = 0;
let waiting: { count: number; resolve(): void } | null = null;

function take(): void {
  taken += 1;
  if (!waiting || taken < waiting.count) return;
  waiting.resolve();
  waiting = null;
}

const ca = await createCa('Sealpost Bench Root');
const { key, cert } = await ca.issue({ names: ['*.mx.bench.example'] });
const secureContext = createSecureContext({ key, cert });

/** One conversation. `onlyOne`: hangs up after one message, so that every delivery is a new handshake. */
function serve(raw: Socket, onlyOne: boolean): void {
  let socket: Socket = raw;
  let inData = false;
  let pending: Buffer = Buffer.alloc(0);

  const read = (chunk: Buffer) => {
    pending = pending.length > 0 ? Buffer.concat([pending, chunk]) : chunk;
    let replies = '';
    for (;;) {
      if (inData) {
        const end = pending.indexOf(endOfData);
        if (end < 0) {
          pending = pending.subarray(Math.max(0, pending.length - 4));
          break;
        }
        pending = pending.subarray(end + 5);
        inData = false;
        take();
        replies += '250 2.0.0 Ok\r\n';
        if (onlyOne) {
          socket.end(replies);
          return;
        }
        continue;
      }
      const end = pending.indexOf('\r\n');
      if (end < 0) break;
      const verb = pending.toString('latin1', 0, 4).toUpperCase();
      pending = pending.subarray(end + 2);
      if (verb === 'EHLO') {
        replies += `250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n${socket === raw ? '250-STARTTLS\r\n' : ''}250 ENHANCEDSTATUSCODES\r\n`;
      } else if (verb === 'STAR') {
        raw.write('220 2.0.0 Go on\r\n');
        upgrade();
        return;
      } else if (verb === 'DATA') {
        inData = true;
        replies += '354 Go on\r\n';
      } else if (verb === 'QUIT') {
        socket.end(`${replies}221 2.0.0 Bye\r\n`);
        return;
      } else replies += '250 2.0.0 Ok\r\n';
    }
    if (replies !== '') socket.write(replies);
  };
  const listen = (to: Socket) => {
    to.setNoDelay(true);
    to.on('data', read);
    to.on('error', () => to.destroy());
  };
  const upgrade = () => {
    raw.off('data', read);
    pending = Buffer.alloc(0);
    socket = new TLSSocket(raw, { isServer: true, secureContext });
    listen(socket);
  };
  listen(raw);
  raw.write('220 sink ESMTP\r\n');
}

/** All at one port, told apart by the address: a product knows only one port for all mail servers. */
const server = createServer((socket) => {
  if (socket.localAddress !== sinkAddress.hung) return serve(socket, socket.localAddress !== sinkAddress.keeps);
  // Accepts and never says a word: what is sent there waits in the queue.
  socket.on('error', () => socket.destroy());
});
await new Promise<void>((resolve) => server.listen({ host: '0.0.0.0', port: 0, backlog: 1000 }, resolve));
const address = server.address();
const port = typeof address === 'object' && address ? address.port : 0;

const zone = new Map<string, DnsEntry>();
const addDomain = (domain: string, name: string, at: string) => {
  zone.set(domain, { mx: [{ preference: 10, exchange: name }] });
  zone.set(name, { a: [at] });
};
addDomain(bulkDomain, mxName('bulk'), sinkAddress.keeps);
addDomain(hungDomain, mxName('hung'), sinkAddress.hung);
for (let place = 0; place < manyDomains; place += 1)
  addDomain(manyDomain(place), mxName(`m${place}`), sinkAddress.many(place));
const dns = await startDnsServer(zone);

serveHelper(async (message) => {
  const question = sinkQuestion.parse(message);
  switch (question.kind) {
    case 'describe':
      return { port, dns: dns.address, caPem: ca.rootPem, key, cert };
    case 'count':
      dns.queries.length = 0;
      return { taken };
    case 'wait': {
      const { count } = question;
      if (taken < count) await new Promise<void>((resolve) => (waiting = { count, resolve }));
      return { taken };
    }
  }
});
