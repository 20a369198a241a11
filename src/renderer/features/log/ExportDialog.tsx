import { Button, Modal, Progress, Radio } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { LogFilter } from '../../../shared/contract/logFilter.ts';
import { refusalOfError } from '../../client/engineConnection.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import { toHistoryFilter } from '../../stores/logFilter.ts';
import { tellDone } from '../../ui/notify.ts';
import { counted } from '../../ui/quantity.ts';
import { saveFile } from '../../ui/saveFile.ts';
import { type ExportFormat, exportFormats } from './export/entryFormats.ts';
import { type ExportProgress, exportFileName, exportLog } from './export/exportLog.ts';
import { filterChips } from './filterWords.ts';

interface ExportDialogProps {
  opened: boolean;
  filter: LogFilter;
  onClose(): void;
}

/** Writes everything that passes the filter to a file, loaded or not. */
export function ExportDialog({ opened, filter, onClose }: ExportDialogProps) {
  const { engine } = useAppStores();
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [progress, setProgress] = useState<ExportProgress | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const cancel = useRef<AbortController | null>(null);
  const chips = filterChips(filter).map(({ text }) => text);

  useEffect(() => {
    if (opened) setProblem(null);
    else cancel.current?.abort();
  }, [opened]);
  useEffect(() => () => cancel.current?.abort(), []);

  const run = async () => {
    const mine = new AbortController();
    cancel.current = mine;
    setProblem(null);
    setProgress({ entries: 0, share: 0 });
    try {
      const { signal } = mine;
      const now = new Date();
      const asked = toHistoryFilter(filter, now.getTime());
      const result = await exportLog(engine, { filter: asked, format, signal, onProgress: setProgress });
      if (result === null) return;
      saveFile(exportFileName(format, now), exportFormats[format].type, result.file);
      tellDone(`${counted(result.entries, 'entry', 'entries')} exported.`);
      onClose();
    } catch (error) {
      setProblem(refusalOfError(error).message);
    } finally {
      setProgress(null);
    }
  };

  return (
    <Modal opened={opened} onClose={onClose} title="Export the log" size="md">
      <div className="exportDialog">
        <p className="breakAnywhere">
          {chips.length === 0 ? 'All entries are exported.' : `What is exported: ${chips.join(' · ')}.`}
        </p>
        <Radio.Group
          label="Form of the file"
          value={format}
          onChange={(value) => setFormat(value === 'jsonl' ? 'jsonl' : 'csv')}
        >
          <div className="logExportFormats">
            {(['csv', 'jsonl'] as const).map((each) => (
              <Radio
                key={each}
                value={each}
                label={exportFormats[each].name}
                description={exportFormats[each].hint}
                disabled={progress !== null}
              />
            ))}
          </div>
        </Radio.Group>
        {progress && (
          <div>
            <Progress value={progress.share * 100} aria-label="Export" transitionDuration={0} />
            <p className="quieter numeric" role="status">
              {counted(progress.entries, 'entry', 'entries')} so far, {Math.floor(progress.share * 100)} %
            </p>
          </div>
        )}
        {problem !== null && (
          <p className="problem" role="alert">
            {problem}
          </p>
        )}
        <div className="formFoot formFootEnd">
          <Button variant="default" onClick={progress ? () => cancel.current?.abort() : onClose}>
            {progress ? 'Stop' : 'Cancel'}
          </Button>
          <Button onClick={() => void run()} loading={progress !== null} data-autofocus>
            Export
          </Button>
        </div>
      </div>
    </Modal>
  );
}
