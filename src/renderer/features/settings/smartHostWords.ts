import type { SmartHostTest } from '../../../shared/contract/smartHost.ts';
import type { LinkMode } from '../../../shared/domain/tlsMode.ts';
import { routeResultWords } from '../routes/routeWords.ts';
import { failureSentences } from '../sentences/failures.ts';

/** What a test of the smart host says: a mark as of a route, and sentences below it. */
export function smartHostWords(
  test: SmartHostTest,
  mode: LinkMode,
): { word: string; good: boolean; sentences: string[]; reply: string | null } {
  const { result, pass, loggedIn, reply, verdict } = test;
  const word = result === 'login-refused' ? 'Login refused' : routeResultWords[result].word;
  return { word, good: pass, sentences: sentencesOf(), reply };

  function sentencesOf(): string[] {
    if (result === 'login-refused')
      return [
        'The server does not take this user and password. Check both; some providers want a password of their own for programs.',
      ];
    const reason = verdict.code === null ? [] : [`${failureSentences[verdict.code].title}.`];
    if (pass && result === 'tls-not-supported')
      return ['Mail would go there unencrypted, except that of domains whose rule asks for TLS: it would wait.'];
    if (pass)
      return [loggedIn === true ? 'The login works. No mail was sent.' : 'Mail can be handed over. No mail was sent.'];
    if (mode === 'strict' && result === 'relaxed')
      return [
        ...reason,
        'The connection is encrypted, but the server did not prove its name. Under Strict, all mail would wait. No password was sent.',
      ];
    const { advice } = routeResultWords[result];
    return advice === null ? reason : [...reason, advice];
  }
}
