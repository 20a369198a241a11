import { z } from 'zod';
import { routeResults, verdictSchema } from './verdict.ts';

/** As of a route, without the recipient, and with the login. */
export const smartHostResults = [
  ...routeResults.filter((result) => result !== 'recipient-refused'),
  'login-refused',
] as const;

/** What a delivery would meet at a smart host; no message is sent. */
export const smartHostTestSchema = z.object({
  result: z.enum(smartHostResults),
  /** Whether mail would be handed over under the mode asked for. */
  pass: z.boolean(),
  /** Null where no user was given, or where the server had not proved its name: then no password was sent. */
  loggedIn: z.boolean().nullable(),
  /** The server's answer to the login, where it refused. */
  reply: z.string().nullable(),
  verdict: verdictSchema,
});
export type SmartHostTest = z.infer<typeof smartHostTestSchema>;
