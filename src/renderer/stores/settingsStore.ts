import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Refusal } from '../../shared/contract/errors.ts';
import type { SettingsView } from '../../shared/contract/settings.ts';
import { type EngineConnection, refusalOfError } from '../client/engineConnection.ts';
import { changesOf, draftOf, inputOf, type SettingsDraft } from './settingsDraft.ts';

/** What the engine says, the form as that fills it, and the form as the admin has it now. */
export interface OpenSettings {
  view: SettingsView;
  before: SettingsDraft;
  draft: SettingsDraft;
}

export interface SettingsState {
  /** Null until the first answer. Changes that are not saved outlive leaving the page. */
  opened: OpenSettings | null;
  /** Why they could not be read. */
  failure: Refusal | null;
  /** Reads them after each connection, until the returned function is called. */
  open(): () => void;
  refresh(): Promise<void>;
  edit(change: Partial<SettingsDraft>): void;
  discard(): void;
  /** Sends what was changed, and nothing else. @throws {ContractError} */
  save(): Promise<void>;
}

export type SettingsStore = StoreApi<SettingsState>;

export function createSettingsStore(engine: EngineConnection): SettingsStore {
  return createStore<SettingsState>((set, get) => ({
    opened: null,
    failure: null,
    open: () => engine.onConnected(() => void get().refresh()),
    async refresh() {
      try {
        const view = await engine.call('settings.get', {});
        const fresh = draftOf(view);
        const { opened } = get();
        // What somebody else has set meanwhile is taken over, except where the admin is changing it.
        const changes = opened ? changesOf(opened.before, opened.draft) : {};
        set({ opened: { view, before: fresh, draft: { ...fresh, ...changes } }, failure: null });
      } catch (error) {
        set({ failure: refusalOfError(error) });
      }
    },
    edit(change) {
      const { opened } = get();
      if (opened) set({ opened: { ...opened, draft: { ...opened.draft, ...change } } });
    },
    discard() {
      const { opened } = get();
      if (opened) set({ opened: { ...opened, draft: opened.before } });
    },
    async save() {
      const { opened } = get();
      if (!opened) return;
      const view = await engine.call('settings.save', inputOf(opened.before, opened.draft));
      const fresh = draftOf(view);
      // What was typed while it was being saved is not lost.
      const typed = changesOf(opened.draft, get().opened?.draft ?? opened.draft);
      set({ opened: { view, before: fresh, draft: { ...fresh, ...typed } }, failure: null });
    },
  }));
}
