import type { SmartHostTest } from '../../../shared/contract/smartHost.ts';
import type { Verdict } from '../../../shared/contract/verdict.ts';
import { assertNever } from '../../../shared/domain/assertNever.ts';
import type { LinkMode } from '../../../shared/domain/tlsMode.ts';
import { authenticate } from '../delivery/session/authenticate.ts';
import type { Session } from '../delivery/session/openSession.ts';
import type { Credentials, DeliveryFailure } from '../delivery/types.ts';

export type LoginAnswer = { kind: 'not-tried' } | { kind: 'accepted' } | { kind: 'failed'; failure: DeliveryFailure };

/** Logs in as a delivery would: only where the server has proved its name. */
export async function askLogin(session: Session, credentials: Credentials | null): Promise<LoginAnswer> {
  if (credentials === null || session.strictCode !== null) return { kind: 'not-tried' };
  const failure = await authenticate(session.conversation, credentials);
  return failure ? { kind: 'failed', failure } : { kind: 'accepted' };
}

/** What the test of a smart host shows. `login` counts only where the handshake was good enough for it. */
export function smartHostResultOf(mode: LinkMode, verdict: Verdict, login: LoginAnswer): SmartHostTest {
  const loggedIn = login.kind === 'not-tried' ? null : login.kind === 'accepted';
  const about = { pass: false, loggedIn, reply: null, verdict };
  if (verdict.unknown) return { ...about, result: 'no-answer' };
  if (!verdict.modes.relaxed.pass) {
    const result = verdict.code === 'tls-version-too-low' ? 'tls-too-old' : 'tls-not-supported';
    return { ...about, result, pass: mode === 'opportunistic' };
  }
  if (login.kind === 'failed') {
    const { code, reply, detail } = login.failure;
    return {
      ...about,
      reply: reply ?? detail,
      result: code === 'authentication-failed' ? 'login-refused' : 'no-answer',
    };
  }
  const isStrict = verdict.modes.strict.pass;
  return { ...about, result: isStrict ? 'strict' : 'relaxed', pass: isStrict || !asksForStrict(mode) };
}

function asksForStrict(mode: LinkMode): boolean {
  switch (mode) {
    case 'strict':
      return true;
    case 'relaxed':
    case 'opportunistic':
      return false;
    default:
      return assertNever(mode);
  }
}
