import type { RouteResult, Verdict } from '../../../shared/contract/verdict.ts';
import { permanentFailure } from '../delivery/classify.ts';
import type { Session } from '../delivery/session/openSession.ts';
import { wirePath } from '../delivery/session/path.ts';
import { formatReply } from '../delivery/session/reply.ts';
import type { DeliveryFailure } from '../delivery/types.ts';

export type RecipientAnswer =
  | { kind: 'accepted' }
  | { kind: 'refused'; reply: string }
  | { kind: 'failed'; failure: DeliveryFailure };

/** MAIL and RCPT with the null sender, and no DATA: whether a server takes mail for an address (design section 8). */
export async function askRecipient({ conversation }: Session, address: string): Promise<RecipientAnswer> {
  const path = wirePath(address);
  if (!path) return { kind: 'failed', failure: permanentFailure('rejected', 'SMTP cannot carry this address.') };
  for (const command of [
    { verb: 'MAIL' as const, argument: 'FROM:<>' },
    { verb: 'RCPT' as const, argument: `TO:<${path}>` },
  ]) {
    const answer = await conversation.exchange(command);
    if (answer.kind === 'failed') return answer;
    if (answer.reply.code < 200 || answer.reply.code > 299)
      return { kind: 'refused', reply: formatReply(answer.reply) };
  }
  return { kind: 'accepted' };
}

/** What the dialog shows of a route. `asked` counts only where the handshake was good enough to ask. */
export function routeResultOf(routeId: string, verdict: Verdict, asked: RecipientAnswer): RouteResult {
  const about = { routeId, reply: null, verdict };
  if (verdict.unknown) return { ...about, result: 'no-answer' };
  if (!verdict.modes.relaxed.pass) {
    const tooOld = verdict.code === 'tls-version-too-low';
    return { ...about, result: tooOld ? 'tls-too-old' : 'tls-not-supported' };
  }
  if (asked.kind === 'refused') return { ...about, reply: asked.reply, result: 'recipient-refused' };
  if (asked.kind === 'failed') return { ...about, reply: asked.failure.reply, result: 'no-answer' };
  return { ...about, result: verdict.modes.strict.pass ? 'strict' : 'relaxed' };
}
