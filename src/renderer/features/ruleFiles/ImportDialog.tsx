import { Alert, Modal, Stack } from '@mantine/core';
import { useCallback, useState } from 'react';
import { maxImportedText } from '../../../shared/contract/ruleExchange.ts';
import { refusalOfError } from '../../client/engineConnection.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import { byteSize } from '../../ui/quantity.ts';
import { decodeRuleText } from './decodeRuleText.ts';
import { FileDrop } from './FileDrop.tsx';
import { ImportPreview, type PreviewedFile } from './ImportPreview.tsx';
import './ruleFiles.css';

export function ImportDialog({ opened, onClose }: { opened: boolean; onClose(): void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Import domains"
      size={920}
      closeOnClickOutside={false}
      yOffset="4vh"
    >
      <Steps onClose={onClose} />
    </Modal>
  );
}

function Steps({ onClose }: { onClose(): void }) {
  const { engine } = useAppStores();
  const [file, setFile] = useState<PreviewedFile | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const read = useCallback(
    async (name: string, text: string, isOldEncoding: boolean) => {
      setFile({ name, text, isOldEncoding, preview: await engine.call('rules.preview', { text }) });
    },
    [engine],
  );

  const open = useCallback(
    (chosen: File) => {
      const load = async () => {
        setProblem(null);
        if (chosen.size > maxImportedText) {
          setProblem(
            `${chosen.name} has ${byteSize(chosen.size)}: at most ${byteSize(maxImportedText)} can be imported.`,
          );
          return;
        }
        setBusy(true);
        try {
          const { text, encoding } = decodeRuleText(new Uint8Array(await chosen.arrayBuffer()));
          await read(chosen.name, text, encoding === 'windows-1252');
        } catch (error) {
          setProblem(error instanceof DOMException ? `${chosen.name} cannot be read.` : refusalOfError(error).message);
        }
        setBusy(false);
      };
      void load();
    },
    [read],
  );

  if (file) {
    return (
      <ImportPreview
        file={file}
        onOther={() => setFile(null)}
        onAgain={() => read(file.name, file.text, file.isOldEncoding)}
        onClose={onClose}
      />
    );
  }
  return (
    <Stack gap="md">
      {problem !== null && (
        <Alert color="red" role="alert" title="The file cannot be imported">
          {problem}
        </Alert>
      )}
      <FileDrop accept=".csv,.tsv,.txt,.json,text/csv,application/json" busy={busy} onFile={open} />
      <p className="quieter">
        A CSV file names its columns in the first line, at least "pattern" and "mode": export one to see them all. You
        see what would change before anything does.
      </p>
    </Stack>
  );
}
