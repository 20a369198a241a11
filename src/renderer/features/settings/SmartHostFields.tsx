import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { linkModes } from '../../../shared/domain/tlsMode.ts';
import { passwordWillBeForgotten, type SmartHostDraft } from '../../stores/settingsDraft.ts';
import type { OpenSettings } from '../../stores/settingsStore.ts';
import { modeWords } from '../sentences/modes.ts';
import { NumberField } from './fields.tsx';
import { passwordSentence } from './passwordSentence.ts';
import { SmartHostTestButton } from './SmartHostTestButton.tsx';
import type { SettingsFormPart } from './settingsForm.types.ts';

export function SmartHostFields({ opened, part }: { opened: OpenSettings; part: SettingsFormPart }) {
  const { draft, edit, errorOf } = part;
  const { smartHost, forgetsPassword } = draft;
  const change = (changed: Partial<SmartHostDraft>) => edit({ smartHost: { ...smartHost, ...changed } });
  const isKept = opened.view.smartHostPasswordSet && !passwordWillBeForgotten(opened.before, draft);

  return (
    <>
      <div className="settingsServer">
        <TextInput
          label="Server"
          placeholder="mail.provider.example"
          value={smartHost.host}
          onChange={(event) => change({ host: event.currentTarget.value })}
          error={errorOf('smartHost.host')}
          spellCheck={false}
        />
        <NumberField
          label="Server's port"
          value={smartHost.port}
          onChange={(port) => change({ port })}
          error={errorOf('smartHost.port')}
        />
      </div>
      <NativeSelect
        label="Encryption on the way there"
        description={modeWords[smartHost.mode].sentence}
        data={linkModes.map((mode) => ({ value: mode, label: modeWords[mode].name }))}
        value={smartHost.mode}
        onChange={(event) =>
          change({ mode: linkModes.find((mode) => mode === event.currentTarget.value) ?? smartHost.mode })
        }
        error={errorOf('smartHost.mode')}
      />
      <TextInput
        label="User"
        description={`Empty if it asks for none. With a user, choose ${modeWords.strict.name}: a password goes only to a server that has proved its name.`}
        value={smartHost.username}
        onChange={(event) => change({ username: event.currentTarget.value })}
        error={errorOf('smartHost.username')}
        autoComplete="off"
        spellCheck={false}
      />
      <div className="settingsPassword">
        <PasswordInput
          label="Password"
          description={passwordSentence({
            isSet: opened.view.smartHostPasswordSet,
            isForSame: isKept,
            forgets: forgetsPassword,
            locked: opened.view.smartHostPasswordLocked,
          })}
          value={draft.password}
          onChange={(event) => edit({ password: event.currentTarget.value, forgetsPassword: false })}
          error={errorOf('smartHostPassword')}
          aria-invalid={errorOf('smartHostPassword') ? true : undefined}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        />
        {isKept && (
          <Button variant="default" onClick={() => edit({ password: '', forgetsPassword: !forgetsPassword })}>
            {forgetsPassword ? 'Keep the password' : 'Forget the password'}
          </Button>
        )}
      </div>
      <SmartHostTestButton draft={draft} />
    </>
  );
}
