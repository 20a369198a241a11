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
  credentials: Credentials,
): Promise<DeliveryFailure | null> {
  const failure = await logIn(conversation, credentials);
  return failure && withoutSecrets(failure, credentials);
}

async function logIn(conversation: Conversation, { username, password }: Credentials): Promise<DeliveryFailure | null> {
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

/** Some servers say again what they do not understand. With the password in it a reply is for nobody to read. */
function withoutSecrets(failure: DeliveryFailure, { username, password }: Credentials): DeliveryFailure {
  const encoded = [base64(password), base64(`\0${username}\0${password}`)];
  const { reply, detail } = failure;
  const text = `${reply ?? ''} ${detail ?? ''}`;
  // Also where it was cut short, or stands within something longer.
  const runs = text.match(/[A-Za-z0-9+/]{8,}/g) ?? [];
  const isTold = runs.some((run) =>
    encoded.some((form) => form.includes(run) || run.includes(form.replace(/=+$/, ''))),
  );
  if (!isTold && !text.includes(password)) return failure;
  return { ...failure, reply: reply && `${reply.slice(0, 3)} (left out: the password is in it)`, detail: null };
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
