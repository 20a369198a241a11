import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, RECURSION_AVAILABLE, TRUNCATED_RESPONSE } from 'dns-packet';

/** What a name has. A type that is left out is answered with no data. */
export interface DnsRecords {
  /** `exchange: '.'` is a null MX (RFC 7505). */
  mx?: readonly { preference: number; exchange: string }[];
  a?: readonly string[];
  aaaa?: readonly string[];
  cname?: string;
  txt?: readonly string[];
}

/**
 * `silent` never answers; `garbage` is octets behind the right number, `cut` an answer that breaks off and does not say so,
 * `overcounted` one that promises more records than it has. A name that is not in the zone is NXDOMAIN.
 */
export type DnsEntry = DnsRecords | keyof typeof rcodes | 'silent' | BrokenAnswer;
type BrokenAnswer = (typeof brokenAnswers)[number];
const brokenAnswers = ['garbage', 'cut', 'overcounted'] as const;

export interface DnsServer {
  /** `host:port`, the same port for UDP and TCP. */
  address: string;
  /** By lower-case name without the last dot. May be changed at any time; the next query sees it. */
  zone: Map<string, DnsEntry>;
  /** In the order they came. */
  queries: { name: string; type: string; transport: 'udp' | 'tcp' }[];
  close(): Promise<void>;
}

const rcodes = { NXDOMAIN: 3, SERVFAIL: 2, REFUSED: 5 };
/** RFC 1035 §4.2.1: an answer over UDP that is longer is truncated, and asked again over TCP. EDNS(0) is ignored. */
const maxUdpOctets = 512;
const portAttempts = 20;

/** Listens on 127.0.0.1, on a free port. */
export async function startDnsServer(zone: Map<string, DnsEntry> = new Map()): Promise<DnsServer> {
  const queries: DnsServer['queries'] = [];
  const tcpSockets = new Set<Socket>();

  const answer = (query: Buffer, transport: 'udp' | 'tcp'): Buffer | null => {
    const packet = decode(query);
    const question = packet.questions?.[0];
    if (!question) return null;
    const name = question.name.toLowerCase().replace(/\.$/, '');
    queries.push({ name, type: question.type, transport });
    const entry = zone.get(name) ?? 'NXDOMAIN';
    if (entry === 'silent') return null;
    if (isBroken(entry)) return breakAnswer(query, entry);
    const base = { type: 'response' as const, id: packet.id ?? 0, questions: [question] };
    const flags = AUTHORITATIVE_ANSWER | RECURSION_AVAILABLE;
    if (typeof entry === 'string') return encode({ ...base, flags: flags | rcodes[entry] });
    const full = encode({ ...base, flags, answers: answersFor(zone, question.name, entry, question.type) });
    if (transport === 'tcp' || full.length <= maxUdpOctets) return full;
    return encode({ ...base, flags: flags | TRUNCATED_RESPONSE });
  };

  const serveTcp = (socket: Socket) => {
    tcpSockets.add(socket);
    socket.on('close', () => tcpSockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let pending = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
        const end = 2 + pending.readUInt16BE(0);
        const response = answer(pending.subarray(2, end), 'tcp');
        pending = pending.subarray(end);
        if (!response) continue;
        const length = Buffer.alloc(2);
        length.writeUInt16BE(response.length);
        socket.write(Buffer.concat([length, response]));
      }
    });
  };

  const { udp, tcp, port } = await bindBoth(serveTcp);
  udp.on('message', (query: Buffer, peer: RemoteInfo) => {
    const response = answer(query, 'udp');
    if (response) udp.send(response, peer.port, peer.address);
  });

  return {
    address: `127.0.0.1:${port}`,
    zone,
    queries,
    async close() {
      for (const socket of tcpSockets) socket.destroy();
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ]);
    },
  };
}

function isBroken(entry: DnsEntry): entry is BrokenAnswer {
  return brokenAnswers.some((broken) => broken === entry);
}

/** An answer to `query` that no parser should believe. */
function breakAnswer(query: Buffer, how: BrokenAnswer): Buffer {
  const answer = Buffer.concat([query, Buffer.alloc(200, 0xc0)]);
  // A response, without an error.
  answer.writeUInt16BE(0x8180, 2);
  if (how === 'garbage') return Buffer.concat([query.subarray(0, 2), Buffer.alloc(300, 0xff)]);
  answer.writeUInt16BE(how === 'overcounted' ? 60_000 : 1, 6);
  return how === 'cut' ? answer.subarray(0, query.length + 5) : answer;
}

function answersFor(zone: Map<string, DnsEntry>, name: string, entry: DnsRecords, type: string): Answer[] {
  const common = { name, ttl: 1, class: 'IN' as const };
  if (entry.cname !== undefined && type !== 'CNAME') {
    const target = zone.get(entry.cname.toLowerCase());
    const followed = typeof target === 'object' ? answersFor(zone, entry.cname, target, type) : [];
    return [{ ...common, type: 'CNAME', data: entry.cname }, ...followed];
  }
  switch (type) {
    case 'MX':
      return (entry.mx ?? []).map((data) => ({ ...common, type: 'MX', data }));
    case 'A':
      return (entry.a ?? []).map((data) => ({ ...common, type: 'A', data }));
    case 'AAAA':
      return (entry.aaaa ?? []).map((data) => ({ ...common, type: 'AAAA', data }));
    case 'CNAME':
      return entry.cname === undefined ? [] : [{ ...common, type: 'CNAME', data: entry.cname }];
    case 'TXT':
      return (entry.txt ?? []).map((data) => ({ ...common, type: 'TXT', data }));
    default:
      return [];
  }
}

/** UDP first, then TCP on the same port; another port where TCP's is taken. */
async function bindBoth(serveTcp: (socket: Socket) => void): Promise<{ udp: UdpSocket; tcp: Server; port: number }> {
  let lastError: unknown;
  for (let attempt = 0; attempt < portAttempts; attempt += 1) {
    const udp = createSocket('udp4');
    const port = await new Promise<number>((resolve, reject) => {
      udp.once('error', reject);
      udp.bind(0, '127.0.0.1', () => resolve(udp.address().port));
    });
    const tcp = createServer(serveTcp);
    try {
      await new Promise<void>((resolve, reject) => {
        tcp.once('error', reject);
        tcp.listen(port, '127.0.0.1', resolve);
      });
      return { udp, tcp, port };
    } catch (error) {
      lastError = error;
      udp.close();
    }
  }
  throw new Error('No port is free for both UDP and TCP.', { cause: lastError });
}
