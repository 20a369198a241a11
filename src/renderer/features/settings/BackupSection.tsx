import { Button, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import type { BackupList, BackupSummary } from '../../../shared/contract/backup.ts';
import { type EngineConnection, refusalOfError } from '../../client/engineConnection.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import { tellDone, tellFailed } from '../../ui/notify.ts';
import { byteSize, counted } from '../../ui/quantity.ts';
import { fullTime } from '../../ui/time.ts';
import { ChooseFileButton } from '../desktop/ChooseFileButton.tsx';
import { SettingsSection } from './SettingsSection.tsx';

const shownBackups = 5;

/** Everything in one file, and back. */
export function BackupSection() {
  const { engine } = useAppStores();
  const [list, setList] = useState<BackupList | null>(null);
  const [busy, setBusy] = useState<'writing' | 'restoring' | null>(null);
  const [path, setPath] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  const refresh = useCallback(() => {
    engine.call('backup.list', {}).then(setList, () => {});
  }, [engine]);
  useEffect(() => engine.onConnected(refresh), [engine, refresh]);

  const backUp = async () => {
    setBusy('writing');
    try {
      const { file, bytes } = await engine.call('backup.create', {});
      tellDone(`The backup is written: ${file}, ${byteSize(bytes)}.`);
      refresh();
    } catch (error) {
      tellFailed('The backup was not written', error);
    }
    setBusy(null);
  };

  const restore = async (file: string) => {
    setProblem(null);
    setBusy('restoring');
    try {
      askToRestore(await engine.call('backup.check', { file }), engine, setBusy);
    } catch (error) {
      setProblem(refusalOfError(error).message);
    }
    setBusy(null);
  };

  return (
    <SettingsSection
      title="Backup"
      about="Settings, rules, waiting mail, log, key and passwords in one file, written while Sealpost works. Keep it safe: it is not encrypted. Backups are never deleted by themselves: delete old ones in their folder."
    >
      <Button
        className="settingsAdd"
        variant="default"
        leftSection={<IconDeviceFloppy size={16} />}
        loading={busy === 'writing'}
        disabled={busy === 'restoring'}
        onClick={() => void backUp()}
      >
        Back up now
      </Button>
      {list !== null && list.backups.length > 0 && (
        <ul className="backupList" aria-label="Backups">
          {list.backups.slice(0, shownBackups).map(({ file, bytes, modifiedAt }) => (
            <li key={file} className="backupLine">
              <span className="stacked">
                <span className="clipped" title={file}>
                  {fullTime(modifiedAt)}
                </span>
                <span className="quieter breakAnywhere">
                  {file}, {byteSize(bytes)}
                </span>
              </span>
              <Button
                variant="default"
                size="compact-sm"
                disabled={busy !== null}
                aria-label={`Restore the backup of ${fullTime(modifiedAt)}`}
                onClick={() => void restore(file)}
              >
                Restore
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="settingsPassword">
        <TextInput
          label="Restore another file"
          description="Its whole path on the machine that Sealpost runs on, for example /home/anna/office.sealpost."
          value={path}
          onChange={(event) => {
            setProblem(null);
            setPath(event.currentTarget.value);
          }}
          error={problem}
          spellCheck={false}
        />
        <ChooseFileButton
          kind="backup"
          label="Choose the backup to restore"
          onChosen={(chosen) => {
            setProblem(null);
            setPath(chosen);
          }}
        />
        <Button
          variant="default"
          loading={busy === 'restoring'}
          disabled={path.trim() === '' || busy === 'writing'}
          onClick={() => void restore(path.trim())}
        >
          Restore …
        </Button>
      </div>
    </SettingsSection>
  );
}

function askToRestore(
  { file, createdAt, rules, routes, users, messages }: BackupSummary,
  engine: EngineConnection,
  setBusy: (busy: 'restoring' | null) => void,
): void {
  const content = [counted(rules, 'rule'), counted(routes, 'route'), counted(users, 'SMTP user')].join(', ');
  modals.openConfirmModal({
    title: `Go back to ${fullTime(createdAt)}?`,
    children: (
      <>
        <Text size="sm">
          Sealpost starts anew on what is in the backup: {content}, {counted(messages, 'message')}. What is there now is
          kept aside in the data folder, also the mail that waits: it is not sent from there.
        </Text>
        <Text size="sm" mt="sm">
          The restored messages are put on hold, because some may have been delivered since. Release in the queue what
          is still to be sent.
        </Text>
      </>
    ),
    labels: { confirm: 'Restore', cancel: 'Leave it as it is' },
    confirmProps: { color: 'red' },
    closeButtonProps: { 'aria-label': 'Close' },
    onConfirm: () => {
      setBusy('restoring');
      engine.call('backup.restore', { file }).then(
        // Every page shows the data of before.
        () => window.location.reload(),
        (error: unknown) => {
          setBusy(null);
          tellFailed('The backup was not restored', error);
        },
      );
    },
  });
}
