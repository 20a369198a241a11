import type { Route } from '../../../shared/contract/route.ts';
import type { RouteResult } from '../../../shared/contract/verdict.ts';
import type { LinkMode } from '../../../shared/domain/tlsMode.ts';
import type { Tone } from '../sentences/outcomes.ts';

/** What a route's test found: the mark's words, and what to do where it failed. */
export const routeResultWords: Record<RouteResult['result'], { word: string; tone: Tone; advice: string | null }> = {
  strict: { word: 'Strict - Trusted Enforced', tone: 'good', advice: null },
  relaxed: { word: 'Relaxed Encryption Mode', tone: 'good', advice: null },
  'tls-not-supported': {
    word: 'TLS Not Supported',
    tone: 'bad',
    advice: 'Switch on STARTTLS on this server, then test again.',
  },
  'no-answer': {
    word: 'No answer',
    tone: 'bad',
    advice: 'Check host and port, and that the server runs and takes mail from this machine.',
  },
  'tls-too-old': {
    word: 'TLS too old',
    tone: 'bad',
    advice: 'The server speaks only versions before TLS 1.2. Update it or switch on TLS 1.2.',
  },
  'recipient-refused': {
    word: 'Recipient refused',
    tone: 'bad',
    advice: 'The server does not take mail for this address. Try one of a mailbox that exists there.',
  },
};

export function isGood({ result }: Pick<RouteResult, 'result'>): boolean {
  return result === 'strict' || result === 'relaxed';
}

/** What holds on the way to an internal server, by its route. */
export const linkModeWords: Record<LinkMode, string> = {
  strict: 'Strict - Trusted Enforced',
  relaxed: 'Relaxed Encryption Mode',
  opportunistic: 'Opportunistic',
};

/** Why "Next" is not to be had yet; null where it is. */
export function whyNotNext(results: readonly RouteResult[] | null, routes: readonly Route[]): string | null {
  if (results === null) return 'Test the routes first.';
  const failing = results.filter((result) => !isGood(result)).length;
  if (failing > 0) {
    const some = failing === 1 ? 'One route does' : `${failing} routes do`;
    return `${some} not pass. Until all do, TLS cannot be enforced on the way to your servers.`;
  }
  const tested = new Set(results.map(({ routeId }) => routeId));
  const left = routes.find(({ id, validatedAt }) => validatedAt === null && !tested.has(id));
  if (!left) return null;
  return `"${left.name}" serves other domains. Test it with an address in ${left.domains.join(' or ')}.`;
}
