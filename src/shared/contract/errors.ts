import { z } from 'zod';

/** Why a command was refused. Closed: a carrier never invents another. */
export const refusalCodes = [
  'invalid-input',
  'unknown-command',
  'not-found',
  'duplicate',
  'conflict',
  'port-in-use',
  'permission-denied',
  'address-not-available',
  'unavailable',
  'internal',
] as const;

export const refusalSchema = z.object({
  code: z.enum(refusalCodes),
  /** Dotted path of the field at fault, as in the input. */
  field: z.string().optional(),
  /** A sentence for the person who sent the command. */
  message: z.string(),
});
export type Refusal = z.infer<typeof refusalSchema>;

/** How a handler refuses and how a client learns of it. Anything else that is thrown is a bug (`internal`). */
export class ContractError extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal.message, options);
    this.name = 'ContractError';
    this.refusal = refusal;
  }
}
