import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Helper } from './ipc.ts';
import { startHelper } from './ipc.ts';

const run = promisify(execFile);

/** What to send, and how. */
export const loadSchema = z.object({
  port: z.int(),
  messages: z.int(),
  sessions: z.int(),
  /** One connection for all messages of a session, or one for each message. */
  connections: z.enum(['one-per-message', 'many-messages']),
  startTls: z.boolean(),
  /** Octets of each message. */
  size: z.int(),
  /** The recipients' domains, one after the other. */
  domains: z.array(z.string()).min(1),
});
export type Load = z.infer<typeof loadSchema>;

/** Hands a load to a product; resolves once all of it has got its 250. */
export interface Generator {
  send(load: Load): Promise<void>;
  stop(): Promise<void>;
}

const done = z.object({ sent: z.int() });

/** `smtp-source` of Postfix where it can do what is asked, else our own. */
export function createGenerator(): Generator {
  let own: Promise<Helper> | null = null;
  return {
    async send(load) {
      const [domain, ...others] = load.domains;
      if (!load.startTls && others.length === 0) {
        await run('/usr/sbin/smtp-source', smtpSourceArgs(load, domain ?? ''));
        return;
      }
      own ??= startHelper('loadProcess.ts', { kind: 'ready' }, z.object({ ready: z.literal(true) }));
      await (await own).ask({ kind: 'send', load }, done);
    },
    async stop() {
      await (await own)?.stop();
    },
  };
}

function smtpSourceArgs(load: Load, domain: string): string[] {
  return [
    ...(load.connections === 'many-messages' ? ['-d'] : []),
    ...['-s', `${load.sessions}`, '-m', `${load.messages}`, '-l', `${load.size}`],
    ...['-f', 'bench@office.example', '-t', `someone@${domain}`, '-M', 'client.example'],
    `127.0.0.1:${load.port}`,
  ];
}
