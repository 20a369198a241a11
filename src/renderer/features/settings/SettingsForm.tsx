import { Alert, Button } from '@mantine/core';
import { useSettings } from '../../stores/appStores.tsx';
import { inputOf, type SettingsDraft } from '../../stores/settingsDraft.ts';
import type { OpenSettings } from '../../stores/settingsStore.ts';
import { tellDone } from '../../ui/notify.ts';
import { useSubmit } from '../identity/useSubmit.ts';
import { problemsOf } from './problems.ts';
import { QueueSections } from './QueueSections.tsx';
import { ReceivingSections } from './ReceivingSections.tsx';
import { SecretsSection } from './SecretsSection.tsx';
import { SendingSections } from './SendingSections.tsx';
import type { SettingsFormPart } from './settingsForm.types.ts';

/** The sections that have a field for each of their refusals. */
const fields = [
  'listeners',
  'hostname',
  'allowedNetworks',
  'acceptedDomains',
  'smartHost',
  'smartHostPassword',
  'dns',
  'trust',
  'maxMessageBytes',
  'delivery',
  'queue',
  'notices',
  'history',
];

/** Nothing is applied before it is saved; what is refused changes nothing. */
export function SettingsForm({ opened }: { opened: OpenSettings }) {
  const { edit, discard, save } = useSettings((state) => state);
  const { form, busy, submit, errorOf, otherThan, forget } = useSubmit();
  const { before, draft } = opened;
  const problems = problemsOf(draft);
  const isChanged = Object.keys(inputOf(before, draft)).length > 0;
  const other = otherThan(fields);

  const part: SettingsFormPart = {
    draft,
    edit(change: Partial<SettingsDraft>) {
      forget();
      edit(change);
    },
    errorOf: (path) => problems.get(path) ?? errorOf(path),
  };
  /** The bar goes, and with it the button that was pressed: the keyboard goes on in the form. */
  const stay = () => form.current?.focus({ preventScroll: true });

  const saveAll = async () => {
    if (problems.size > 0) {
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
      return;
    }
    if (!isChanged) return;
    await save();
    tellDone('The settings are saved and in use.');
    stay();
  };

  return (
    <form
      ref={form}
      className="settings"
      aria-label="Settings"
      tabIndex={-1}
      noValidate
      onSubmit={(event) => void submit(event, saveAll)}
    >
      <ReceivingSections {...part} />
      <SendingSections opened={opened} part={part} />
      <QueueSections {...part} />
      <SecretsSection storage={opened.view.secretStorage} locked={opened.view.smartHostPasswordLocked} />
      {isChanged && (
        <section className="saveBar" aria-label="Unsaved changes">
          {other === null ? (
            <span className="quieter">Not saved yet. Until then, everything goes on as before.</span>
          ) : (
            <Alert color="red">{other}</Alert>
          )}
          <div className="formButtons">
            <Button
              variant="default"
              onClick={() => {
                forget();
                discard();
                stay();
              }}
            >
              Discard
            </Button>
            <Button type="submit" loading={busy}>
              Save
            </Button>
          </div>
        </section>
      )}
    </form>
  );
}
