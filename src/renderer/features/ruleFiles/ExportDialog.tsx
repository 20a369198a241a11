import { Alert, Button, Code, CopyButton, Modal, Radio } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Refusal } from '../../../shared/contract/errors.ts';
import { type ExportedRules, type ExportFormat, exportFormats } from '../../../shared/contract/ruleExchange.ts';
import { refusalOfError } from '../../client/engineConnection.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import { saveFile } from '../../ui/saveFile.ts';
import { exportedWords, formatWords } from './ruleFileWords.ts';
import './ruleFiles.css';

/** Of a long export only the beginning is shown. */
const shownLength = 20_000;

export function ExportDialog({ opened, onClose }: { opened: boolean; onClose(): void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Export domains" size={880} yOffset="4vh">
      <Export onClose={onClose} />
    </Modal>
  );
}

function Export({ onClose }: { onClose(): void }) {
  const { engine } = useAppStores();
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [file, setFile] = useState<ExportedRules | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  useEffect(() => {
    let current = true;
    engine.call('rules.export', { format }).then(
      (exported) => {
        if (!current) return;
        setFile(exported);
        setRefusal(null);
      },
      (error: unknown) => current && setRefusal(refusalOfError(error)),
    );
    return () => {
      current = false;
    };
  }, [engine, format]);

  const bare = file?.text.replace(/^\ufeff/u, '') ?? '';
  const save = () => {
    if (!file) return;
    saveFile(file.fileName, file.mediaType, file.text);
    onClose();
  };

  return (
    <div className="export">
      {refusal && <Alert color="red">{refusal.message}</Alert>}
      <Radio.Group
        label="As"
        value={format}
        onChange={(value) => setFormat(exportFormats.find((each) => each === value) ?? format)}
      >
        <div className="exportFormats">
          {exportFormats.map((each) => (
            <Radio
              key={each}
              value={each}
              label={formatWords[each].name}
              description={formatWords[each].sentence}
              className="modeChoice"
            />
          ))}
        </div>
      </Radio.Group>
      <Code block className="exportText" tabIndex={0} aria-label="What is exported">
        {bare.length > shownLength ? `${bare.slice(0, shownLength)}\n…` : bare}
      </Code>
      <div className="formFoot">
        <span className="quieter" role="status">
          {file && exportedWords(file)}
        </span>
        <div className="formButtons">
          <CopyButton value={bare}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                onClick={copy}
                disabled={!file}
                leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              >
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
          <Button onClick={save} disabled={!file} leftSection={<IconDownload size={16} />}>
            Save
          </Button>
        </div>
      </div>
    </div>
  );
}
