import type { CommandName, CommandOutput, CommandParsed } from '../../../shared/contract/commands.ts';
import type { EventName, EventParsed } from '../../../shared/contract/events.ts';
import type { CommandHandlers, ContractApi, Emit } from '../../../shared/contract/server.ts';
import { followHistory } from '../history/tail.ts';
import { createAboutHandlers } from './about.ts';
import { createBackupHandlers } from './backup.ts';
import { createCertificateHandlers } from './certificate.ts';
import type { ChangeSignal } from './changeSignal.ts';
import type { ApiContext } from './context.ts';
import { createFilterHandlers } from './filters.ts';
import { createHistoryHandlers } from './history.ts';
import { createPauseHandlers } from './pause.ts';
import { createProbeHandlers, followBulkProbe } from './probe.ts';
import { createQueueHandlers } from './queue.ts';
import { followProgress } from './queueProgress.ts';
import { createRouteHandlers } from './routes.ts';
import { followRuleTest } from './ruleList.ts';
import { createRuleHandlers } from './rules.ts';
import { createSettingsHandlers } from './settings.ts';
import { createSmartHostHandlers } from './smartHost.ts';
import { readStatus } from './status.ts';
import { createUserHandlers } from './users.ts';

type EventSources = {
  [Name in EventName]: (input: EventParsed<Name>, emit: Emit<Name>) => () => void;
};

/** The contract over one engine: one handler a command, one source an event. */
export function createApi(
  context: ApiContext,
  changes: ChangeSignal,
  ruleChanges: ChangeSignal,
  trafficChanges: ChangeSignal,
): ContractApi {
  const handlers: CommandHandlers = {
    'status.get': () => readStatus(context),
    ...createRuleHandlers(context),
    ...createRouteHandlers(context),
    ...createQueueHandlers(context),
    ...createProbeHandlers(context),
    ...createHistoryHandlers(context),
    ...createFilterHandlers(context),
    ...createCertificateHandlers(context),
    ...createSettingsHandlers(context),
    ...createPauseHandlers(context),
    ...createUserHandlers(context),
    ...createBackupHandlers(context),
    ...createSmartHostHandlers(context),
    ...createAboutHandlers(context),
  };
  const sources: EventSources = {
    'history.tail': ({ filter }, emit) => followHistory(context.history.log, context.clock, filter ?? {}, emit),
    'status.changed': (_, emit) => changes.follow(() => emit(readStatus(context))),
    'rules.changed': (_, emit) => ruleChanges.follow(() => emit({ total: context.rules.book.list().length })),
    'probe.run': (input, emit) => followBulkProbe(context, input, emit),
    'queue.progress': (_, emit) => followProgress(context.queue.operations, changes, emit),
    'rules.test': (input, emit) => followRuleTest(context, input, emit),
    'queue.changed': (_, emit) => changes.follow(() => emit(context.queue.store.counts())),
    'traffic.changed': (_, emit) => trafficChanges.follow(() => emit({})),
  };

  return {
    async call<Name extends CommandName>(name: Name, input: CommandParsed<Name>): Promise<CommandOutput<Name>> {
      const handle: CommandHandlers[Name] = handlers[name];
      return handle(input);
    },
    subscribe<Name extends EventName>(event: Name, input: EventParsed<Name>, emit: Emit<Name>) {
      const source: EventSources[Name] = sources[event];
      return source(input, emit);
    },
  };
}
