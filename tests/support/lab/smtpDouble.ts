import { createServer, type Socket } from 'node:net';
import type { SmtpBehaviour } from './smtpBehaviour.ts';
import { ConnectionRecord, type DoubleMessage } from './smtpRecord.ts';
import { SmtpSession } from './smtpSession.ts';

/** A receiving mail server for tests, which misbehaves exactly as it is told and remembers all it heard. */
export interface SmtpDouble {
  /** May be changed while the double runs. */
  readonly behaviour: SmtpBehaviour;
  /** Where it really listens. */
  readonly address: string;
  readonly port: number;
  /** Messages that it took, of all connections, in order. */
  readonly messages: readonly DoubleMessage[];
  readonly connections: readonly ConnectionRecord[];
  /** The first message taken since `reset` that fits, now or later. Rejects after `timeoutMs`, saying what it saw. */
  waitForMessage(predicate?: (message: DoubleMessage) => boolean, timeoutMs?: number): Promise<DoubleMessage>;
  /** The same for connections: looked at again whenever something is recorded. */
  waitForConnection(
    predicate?: (connection: ConnectionRecord) => boolean,
    timeoutMs?: number,
  ): Promise<ConnectionRecord>;
  /** Forgets messages and connections, and behaves as at the start. Open connections are cut. */
  reset(): void;
  /** Cuts open connections: what a client that keeps one for reuse must survive. */
  dropConnections(): void;
  close(): Promise<void>;
}

interface Waiter {
  check(): void;
}

const defaultWaitMs = 10_000;

/** Listens on `address`; port 0 takes a free one. Rejects with Node's error where it cannot. */
export async function startSmtpDouble(options: {
  address: string;
  port: number;
  behaviour: SmtpBehaviour;
}): Promise<SmtpDouble> {
  const initial = { ...options.behaviour };
  const behaviour = { ...options.behaviour };
  let messages: DoubleMessage[] = [];
  let connections: ConnectionRecord[] = [];
  const sessions = new Set<SmtpSession>();
  const waiters = new Set<Waiter>();

  const onChange = () => {
    for (const waiter of waiters) waiter.check();
  };

  const server = createServer((socket: Socket) => {
    const record = new ConnectionRecord();
    connections.push(record);
    const session = new SmtpSession({
      socket,
      behaviour,
      record,
      onMessage: (message) => {
        // A connection from before `reset` has nothing to add.
        if (connections.includes(record)) messages.push(message);
      },
      onChange,
    });
    sessions.add(session);
    socket.on('close', () => sessions.delete(session));
    onChange();
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.address, () => {
      const bound = server.address();
      if (bound && typeof bound === 'object') resolve(bound.port);
    });
  });

  const waitFor = <Item>(what: string, find: () => Item | undefined, timeoutMs: number): Promise<Item> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiters.delete(waiter);
        reject(new Error(`${behaviour.hostname}: no such ${what} within ${timeoutMs} ms. ${describe(connections)}`));
      }, timeoutMs);
      const waiter: Waiter = {
        check() {
          const found = find();
          if (found === undefined) return;
          clearTimeout(timer);
          waiters.delete(waiter);
          resolve(found);
        },
      };
      waiters.add(waiter);
      waiter.check();
    });

  const dropConnections = () => {
    for (const session of sessions) session.destroy();
  };

  return {
    behaviour,
    address: options.address,
    port,
    get messages() {
      return messages;
    },
    get connections() {
      return connections;
    },
    waitForMessage: (predicate = () => true, timeoutMs = defaultWaitMs) =>
      waitFor('message', () => messages.find(predicate), timeoutMs),
    waitForConnection: (predicate = () => true, timeoutMs = defaultWaitMs) =>
      waitFor('connection', () => connections.find(predicate), timeoutMs),
    reset() {
      dropConnections();
      messages = [];
      connections = [];
      Object.assign(behaviour, initial);
    },
    dropConnections,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      dropConnections();
      await closed;
    },
  };
}

function describe(connections: readonly ConnectionRecord[]): string {
  const lines = connections.map((connection) => {
    const commands = connection.commands.map(({ line }) => line).join(' | ');
    return `[${connection.tls?.protocol ?? connection.tlsError?.message ?? 'clear'}: ${commands}]`;
  });
  return `${connections.length} connection(s): ${lines.join(' ')}`;
}
