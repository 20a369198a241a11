import { Alert, Button, Modal, PasswordInput, Stack, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { User } from '../../../shared/contract/user.ts';
import { shortestPassword } from '../../../shared/contract/user.ts';
import { useUsers } from '../../stores/appStores.tsx';
import { tellDone } from '../../ui/notify.ts';
import { useSubmit } from '../identity/useSubmit.ts';
import { suggestPassword } from './suggestPassword.ts';

interface UserFormProps {
  opened: boolean;
  /** Null for a new one. */
  user: User | null;
  onClose(): void;
}

export function UserForm({ opened, user, onClose }: UserFormProps) {
  const title = user ? `Change ${user.username}` : 'Add an SMTP user';
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={480}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Fields user={user} onClose={onClose} />
    </Modal>
  );
}

function Fields({ user, onClose }: Omit<UserFormProps, 'opened'>) {
  const save = useUsers((state) => state.save);
  const { form, busy, submit, errorOf, otherThan } = useSubmit();
  const [username, setUsername] = useState(user?.username ?? '');
  const [password, setPassword] = useState('');
  const [isShown, setIsShown] = useState(false);
  const [note, setNote] = useState(user?.note ?? '');
  const [enabled, setEnabled] = useState(user?.enabled ?? true);
  const other = otherThan(['username', 'password', 'note']);
  const tooShort = password !== '' && [...password].length < shortestPassword;

  const saveUser = async () => {
    const saved = await save({
      ...(user ? { id: user.id } : {}),
      username,
      ...(password === '' ? {} : { password }),
      note: note.trim(),
      enabled,
    });
    tellDone(user ? `${saved.username} is changed.` : `${saved.username} may send from anywhere now.`);
    onClose();
  };

  return (
    <form ref={form} onSubmit={(event) => void submit(event, saveUser)} noValidate>
      <Stack gap="md">
        {other !== null && <Alert color="red">{other}</Alert>}
        <TextInput
          label="Name"
          placeholder="For example: till-7"
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          error={errorOf('username')}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
        />
        <div className="settingsPassword">
          <PasswordInput
            label="Password"
            description={
              user
                ? 'Leave it empty to keep the one there is. It cannot be read back.'
                : `At least ${shortestPassword} characters. Note it now: it cannot be read back.`
            }
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={tooShort ? `At least ${shortestPassword} characters.` : errorOf('password')}
            visible={isShown}
            onVisibilityChange={setIsShown}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          />
          <Button
            variant="default"
            onClick={() => {
              setPassword(suggestPassword());
              setIsShown(true);
            }}
          >
            Suggest
          </Button>
        </div>
        <TextInput
          label="Note"
          placeholder="Where the password is stored"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          error={errorOf('note')}
        />
        <Switch label="May log in" checked={enabled} onChange={(event) => setEnabled(event.currentTarget.checked)} />
        <div className="formFoot">
          <span />
          <div className="formButtons">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy} disabled={tooShort}>
              {user ? 'Save' : 'Add user'}
            </Button>
          </div>
        </div>
      </Stack>
    </form>
  );
}
