import type { SettingsDraft } from '../../stores/settingsDraft.ts';

/** What every section of the form gets. */
export interface SettingsFormPart {
  draft: SettingsDraft;
  edit(change: Partial<SettingsDraft>): void;
  /** What is wrong with a field, by its path in the contract; of what is in it too. */
  errorOf(path: string): string | null;
}
