import { type DesktopInput, type Preferences, preferencesSchema } from '../../shared/contract/desktop.ts';
import { readJsonFile, writeJsonFile } from './jsonFile.ts';

export type PreferencesChange = DesktopInput<'preferences.save'>;

export interface PreferencesStore {
  get(): Preferences;
  /** What is left out stays. @throws where it cannot be written; then nothing is changed. */
  save(change: PreferencesChange): void;
}

/** The viewer's choices for this desktop, in a file of the shell's own folder: the engine knows nothing of them. */
export function openPreferences(file: string): PreferencesStore {
  let current = readJsonFile(file, preferencesSchema, preferencesSchema.parse({}));
  return {
    get: () => current,
    save(change) {
      const next = preferencesSchema.parse({
        ...current,
        ...change,
        notifications: { ...current.notifications, ...change.notifications },
      });
      writeJsonFile(file, next);
      current = next;
    },
  };
}
