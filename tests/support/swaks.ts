import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const program = '/usr/bin/swaks';

export interface SwaksMessage {
  server: { address: string; port: number };
  from: string;
  to: readonly string[];
  /** The whole message, header and body. */
  data: string;
  /** STARTTLS, and nothing without it. */
  tls?: boolean;
  auth?: { mechanism: 'PLAIN' | 'LOGIN'; username: string; password: string };
}

/** Why swaks cannot run here, or null. */
export function whyNoSwaks(): string | null {
  return existsSync(program) ? null : 'swaks is not installed';
}

/** Sends one message with swaks. Rejects with the conversation where it was not taken. */
export async function sendWithSwaks({ server, from, to, data, tls = false, auth }: SwaksMessage): Promise<void> {
  const args = ['--server', server.address, '--port', String(server.port), '--from', from, '--to', to.join(',')];
  // swaks reads \n as the end of a line, and a lone @… as a file.
  args.push('--data', data.replaceAll('\\', '\\\\'), '--timeout', '20s', ...(tls ? ['--tls'] : []));
  if (auth) args.push('--auth', auth.mechanism, '--auth-user', auth.username, '--auth-password', auth.password);
  try {
    await run(program, args, { maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    throw new Error(`swaks could not send to ${server.address}:${server.port}:\n${said}`, { cause: error });
  }
}
