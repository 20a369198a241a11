import { classifyReply, temporaryFailure } from '../classify.ts';
import type { Credentials, DeliveryFailure } from '../types.ts';
import type { Conversation } from './conversation.ts';
import type { Answer } from './wire.ts';

/**
 * Logs in by PLAIN (RFC 4616) or LOGIN, whichever is offered, and inside TLS only. The failure where it does not work:
 * temporary, since it is for the admin to mend and not the sender's fault.
 */
export async function authenticate(
  conversation: Conversation,
  { username, password }: Credentials,
): Promise<DeliveryFailure | null> {
  if (conversation.link.kind !== 'tls') throw new Error('A password was about to be sent in the clear.');
  const mechanisms = conversation.extensions.get('AUTH') ?? [];
  if (mechanisms.includes('PLAIN')) {
    const initial = base64(`\0${username}\0${password}`);
    return failureOf(await conversation.exchange({ verb: 'AUTH', argument: `PLAIN ${initial}` }));
  }
  if (mechanisms.includes('LOGIN')) {
    let answer = await conversation.exchange({ verb: 'AUTH', argument: 'LOGIN' });
    for (const secret of [username, password]) {
      if (answer.kind === 'failed' || answer.reply.code !== 334) return failureOf(answer) ?? unexpected;
      answer = await conversation.respond(base64(secret));
    }
    return failureOf(answer);
  }
  return temporaryFailure('authentication-failed', 'The server offers neither AUTH PLAIN nor AUTH LOGIN.');
}

const unexpected = temporaryFailure('authentication-failed', 'The server ended AUTH LOGIN before it began.');

function failureOf(answer: Answer): DeliveryFailure | null {
  if (answer.kind === 'failed') return answer.failure;
  return answer.reply.code === 235 ? null : classifyReply(answer.reply, 'auth');
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
