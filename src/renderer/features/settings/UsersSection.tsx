import { ActionIcon, Button, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { User } from '../../../shared/contract/user.ts';
import { useUsers } from '../../stores/appStores.tsx';
import { tellDone, tellFailed } from '../../ui/notify.ts';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { relativeTime } from '../../ui/time.ts';
import { useNow } from '../../ui/useNow.ts';
import { SettingsSection } from './SettingsSection.tsx';
import { UserForm } from './UserForm.tsx';

/** Who may send from outside the allowed networks. What is changed here counts at once. */
export function UsersSection() {
  const { users, lockedAddresses, loaded, failure, open, remove } = useUsers((state) => state);
  const [form, setForm] = useState<{ opened: boolean; user: User | null }>({ opened: false, user: null });
  const now = useNow();
  useEffect(() => open(), [open]);

  return (
    <SettingsSection
      title="SMTP users"
      about="Programs and people who may send from other networks, with a name and a password, over TLS. Changes here count at once."
    >
      {failure && !loaded && <p>{failure.message}</p>}
      {loaded && users.length === 0 && (
        <p>Nobody yet. Without a user, only the allowed networks can send to other domains.</p>
      )}
      {users.length > 0 && (
        <ul className="userList" aria-label="SMTP users">
          {users.map((user) => (
            <li key={user.id} className="userLine">
              <span className="stacked">
                <span className="strong clipped" title={user.username}>
                  {user.username}
                </span>
                {user.note !== '' && (
                  <span className="quieter clipped" title={user.note}>
                    {user.note}
                  </span>
                )}
              </span>
              <UserState user={user} now={now} />
              <span className="userActions">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Change ${user.username}`}
                  onClick={() => setForm({ opened: true, user })}
                >
                  <IconPencil size={18} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Delete ${user.username}`}
                  onClick={() => askToRemove(user, remove)}
                >
                  <IconTrash size={18} />
                </ActionIcon>
              </span>
            </li>
          ))}
        </ul>
      )}
      {lockedAddresses.length > 0 && (
        <p>
          Locked out after too many wrong passwords:{' '}
          {lockedAddresses.map(({ address, until }) => `${address} (ends ${relativeTime(until, now)})`).join(', ')}.
        </p>
      )}
      <Button
        className="settingsAdd"
        variant="default"
        leftSection={<IconPlus size={16} />}
        disabled={!loaded}
        onClick={() => setForm({ opened: true, user: null })}
      >
        Add user
      </Button>
      <UserForm {...form} onClose={() => setForm((shown) => ({ ...shown, opened: false }))} />
    </SettingsSection>
  );
}

function UserState({ user: { enabled, lockedUntil, lastUsedAt }, now }: { user: User; now: number }) {
  if (!enabled) return <ToneMark tone="plain">Switched off</ToneMark>;
  if (lockedUntil !== null) return <ToneMark tone="bad">Locked out, ends {relativeTime(lockedUntil, now)}</ToneMark>;
  return (
    <span className="quieter">
      {lastUsedAt === null ? 'Not used yet' : `Logged in ${relativeTime(lastUsedAt, now)}`}
    </span>
  );
}

function askToRemove(user: User, remove: (id: string) => Promise<void>): void {
  modals.openConfirmModal({
    title: `Delete ${user.username}?`,
    children: <Text size="sm">Whoever uses this name cannot log in any more. Mail that was taken is still sent.</Text>,
    labels: { confirm: 'Delete', cancel: 'Keep it' },
    confirmProps: { color: 'red' },
    closeButtonProps: { 'aria-label': 'Close' },
    onConfirm: () => {
      remove(user.id).then(
        () => tellDone(`${user.username} is deleted.`),
        (error: unknown) => tellFailed(`${user.username} was not deleted`, error),
      );
    },
  });
}
