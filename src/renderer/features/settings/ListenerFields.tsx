import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ListenerStatus } from '../../../shared/contract/status.ts';
import { useStatus } from '../../stores/appStores.tsx';
import type { ListenerDraft } from '../../stores/settingsDraft.ts';
import { NumberField } from './fields.tsx';
import type { SettingsFormPart } from './settingsForm.types.ts';

const most = 16;
const none: readonly ListenerStatus[] = [];

export function ListenerFields({ draft, edit, errorOf }: SettingsFormPart) {
  const { listeners } = draft;
  const open = useStatus((state) => state.status?.listeners ?? none);
  const change = (index: number, changed: Partial<ListenerDraft>) =>
    edit({ listeners: listeners.map((listener, at) => (at === index ? { ...listener, ...changed } : listener)) });

  return (
    <>
      <ul className="listenerList" aria-label="Listeners">
        {listeners.map(({ host, port }, index) => {
          const hostError = errorOf(`listeners.${index}.host`);
          const now = open[index];
          const isAnyPort = port === 0 && now?.host === host && now.state === 'listening' && now.port !== 0;
          return (
            <li key={index} className="listenerLine">
              <TextInput
                label="Address"
                value={host}
                onChange={(event) => change(index, { host: event.currentTarget.value })}
                error={hostError}
                spellCheck={false}
              />
              <NumberField
                label="Port"
                value={port}
                onChange={(typed) => change(index, { port: typed })}
                // What is wrong with both together, a port that is taken for instance, stands here.
                error={
                  errorOf(`listeners.${index}.port`) ?? (hostError === null ? errorOf(`listeners.${index}`) : null)
                }
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size={36}
                aria-label={`Remove listener ${host}:${port}`}
                title={listeners.length === 1 ? 'One listener has to stay' : 'Remove'}
                disabled={listeners.length === 1}
                onClick={() => edit({ listeners: listeners.filter((_, at) => at !== index) })}
              >
                <IconTrash size={18} />
              </ActionIcon>
              {isAnyPort && (
                <span className="quieter listenerNote">Port 0 is any free one: at the moment {now.port}.</span>
              )}
            </li>
          );
        })}
      </ul>
      <Button
        className="settingsAdd"
        variant="default"
        leftSection={<IconPlus size={16} />}
        disabled={listeners.length >= most}
        onClick={() => edit({ listeners: [...listeners, { host: '0.0.0.0', port: '' }] })}
      >
        Add listener
      </Button>
    </>
  );
}
