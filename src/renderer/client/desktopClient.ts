import type { z } from 'zod';
import type { DesktopBridge } from '../../shared/contract/bridge.ts';
import {
  type DesktopCommandName,
  type DesktopCommands,
  type DesktopEvent,
  type DesktopOutput,
  desktopAnswerSchema,
  desktopCommandSchemas,
  desktopEventSchema,
} from '../../shared/contract/desktop.ts';
import { ContractError } from '../../shared/contract/errors.ts';

type DesktopCallInput<Name extends DesktopCommandName> = z.input<DesktopCommands[Name]['input']>;

/** The shell around the page, as the page knows it. In a browser there is none. */
export interface DesktopClient {
  /** @throws {ContractError} when the shell refuses */
  call<Name extends DesktopCommandName>(name: Name, input: DesktopCallInput<Name>): Promise<DesktopOutput<Name>>;
  onEvent(listener: (event: DesktopEvent) => void): void;
}

export function createDesktopClient(bridge: DesktopBridge): DesktopClient {
  return {
    async call(name, input) {
      const answer = desktopAnswerSchema.parse(await bridge.call(name, input));
      if (!answer.ok) throw new ContractError(answer.error);
      return desktopCommandSchemas[name].output.parse(answer.output);
    },
    onEvent(listener) {
      bridge.onEvent((raw) => {
        const parsed = desktopEventSchema.safeParse(raw);
        if (parsed.success) listener(parsed.data);
      });
    },
  };
}
