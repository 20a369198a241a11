import { assertNever } from '../../../../shared/domain/assertNever.ts';
import type { Reply } from '../replies.ts';
import * as replies from '../replies.ts';
import type { AuthResult } from './authenticate.ts';

/** What the answer to AUTH depends on, beside its argument. */
export interface AuthContext {
  /** False where there is no user who could log in. */
  offered: boolean;
  secure: boolean;
  authenticated: boolean;
  inTransaction: boolean;
}

/** Null where AUTH may begin (RFC 4954 §4). */
export function whyNoAuth({ offered, secure, authenticated, inTransaction }: AuthContext): Reply | null {
  if (!offered) return replies.authNotOffered;
  if (!secure) return replies.encryptionRequired;
  if (authenticated) return replies.alreadyAuthenticated;
  return inTransaction ? replies.noAuthInTransaction : null;
}

/** The reply that ends an exchange. After a lock-out the session ends too. */
export function replyToAuth(result: AuthResult | { kind: 'unavailable' }): { reply: Reply; hangUp: boolean } {
  switch (result.kind) {
    case 'accepted':
      return { reply: replies.authenticated, hangUp: false };
    case 'refused':
      return { reply: replies.credentialsInvalid, hangUp: false };
    case 'locked-out':
      return { reply: replies.tooManyLogins, hangUp: true };
    case 'unavailable':
      return { reply: replies.authUnavailable, hangUp: false };
    default:
      return assertNever(result);
  }
}
