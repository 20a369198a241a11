import type { z } from 'zod';
import { commandSchemas, isCommandName } from '../../shared/contract/commands.ts';
import { ContractError, type Refusal } from '../../shared/contract/errors.ts';
import { eventSchemas, isEventName } from '../../shared/contract/events.ts';
import { type ClientFrame, clientFrameSchema } from '../../shared/contract/frames.ts';
import { parseInput } from '../../shared/contract/server.ts';

export type CheckedFrame = { ok: true; frame: ClientFrame } | { ok: false; id: number; refusal: Refusal };

/** Checks what a page sent against the contract. Null where it is no frame at all: nobody waits for an answer. */
export function checkClientFrame(raw: unknown): CheckedFrame | null {
  const parsed = clientFrameSchema.safeParse(raw);
  if (!parsed.success) return null;
  const frame = parsed.data;
  try {
    if (frame.kind === 'call') parseInput(commandInput(frame.name), frame.input ?? {});
    if (frame.kind === 'subscribe') parseInput(eventInput(frame.event), frame.input ?? {});
    return { ok: true, frame };
  } catch (error) {
    if (error instanceof ContractError) return { ok: false, id: frame.id, refusal: error.refusal };
    throw error;
  }
}

function commandInput(name: string): z.ZodType {
  if (isCommandName(name)) return commandSchemas[name].input;
  throw new ContractError({ code: 'unknown-command', field: 'name', message: `There is no command "${name}".` });
}

function eventInput(name: string): z.ZodType {
  if (isEventName(name)) return eventSchemas[name].input;
  throw new ContractError({ code: 'unknown-command', field: 'event', message: `There is no event "${name}".` });
}
