import { Alert, Button, SegmentedControl, Switch } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Refusal } from '../../../shared/contract/errors.ts';
import type { PreviewLine, RulePreview } from '../../../shared/contract/ruleExchange.ts';
import { refusalOfError } from '../../client/engineConnection.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import { Clipped } from '../../ui/Clipped.tsx';
import type { GridColumn } from '../../ui/gridColumn.ts';
import { counted, wholeNumber } from '../../ui/quantity.ts';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { VirtualGrid } from '../../ui/VirtualGrid.tsx';
import { lineWords, outcomeWords, whyNotImport } from './ruleFileWords.ts';
import { tellRulesChanged } from './tellRulesChanged.ts';

/** A file with its text, and what importing it would do. */
export interface PreviewedFile {
  name: string;
  text: string;
  /** Where it was not in a form of Unicode. */
  isOldEncoding: boolean;
  preview: RulePreview;
}

interface ImportPreviewProps {
  file: PreviewedFile;
  onOther(): void;
  /** Looks at the same file again. */
  onAgain(): Promise<void>;
  onClose(): void;
}

type Shown = PreviewLine['outcome'] | 'all';
const outcomes = ['new', 'changed', 'same', 'error'] as const;

/** Two rules may stand in one line of a file, even for the same domain. */
type KeyedLine = PreviewLine & { key: string };

const columns: GridColumn<KeyedLine>[] = [
  {
    id: 'line',
    header: 'Line',
    width: '58px',
    cell: ({ line }) => <span className="numeric">{wholeNumber(line)}</span>,
  },
  {
    id: 'pattern',
    header: 'Domain',
    width: 'minmax(0, 1fr)',
    cell: ({ pattern }) => <Clipped text={pattern} className="strong" />,
  },
  {
    id: 'outcome',
    header: 'What happens',
    width: '110px',
    cell: ({ outcome }) => <ToneMark tone={outcomeWords[outcome].tone}>{outcomeWords[outcome].name}</ToneMark>,
  },
  {
    id: 'detail',
    header: 'Detail',
    width: 'minmax(0, 1.7fr)',
    cell: (line) => (
      <span
        className="twoLines importDetail"
        data-tone={line.outcome === 'error' ? 'bad' : undefined}
        title={lineWords(line)}
      >
        {lineWords(line)}
      </span>
    ),
  },
];

/** What an import would do, line by line. Nothing is done before it is confirmed, and then all at once. */
export function ImportPreview({ file, onOther, onAgain, onClose }: ImportPreviewProps) {
  const { engine } = useAppStores();
  const { preview } = file;
  const { counts } = preview;
  const [shown, setShown] = useState<Shown>(counts.error > 0 ? 'error' : 'all');
  const [leaveOutErrors, setLeaveOutErrors] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const reason = whyNotImport(preview, leaveOutErrors);
  const keyed = useMemo(
    () => preview.lines.map((line, index): KeyedLine => ({ ...line, key: String(index) })),
    [preview],
  );
  const lines = shown === 'all' ? keyed : keyed.filter(({ outcome }) => outcome === shown);

  const run = async () => {
    setBusy(true);
    setRefusal(null);
    try {
      const done = await engine.call('rules.import', {
        text: file.text,
        previewId: preview.previewId,
        leaveOutErrors,
      });
      const { undoId } = done;
      if (undoId !== null) {
        tellRulesChanged(engine, {
          message: `${counted(done.added, 'domain')} added, ${wholeNumber(done.changed)} changed.`,
          undoId,
          undone: 'The import is undone.',
        });
      }
      onClose();
    } catch (error) {
      const refused = refusalOfError(error);
      setRefusal(refused);
      if (refused.code === 'conflict') await onAgain().catch(() => {});
      setBusy(false);
    }
  };

  return (
    <div className="importPreview">
      {refusal && (
        <Alert color="red" role="alert" title="Nothing was imported">
          {refusal.message}
        </Alert>
      )}
      <p>
        <span className="strong breakAnywhere">{file.name}</span> has {counted(preview.lines.length, 'rule')}. Domains
        that it does not name stay as they are.
        {file.isOldEncoding && ' It is not in Unicode: check letters with accents.'}
        {preview.unusedColumns.length > 0 && ` Not used: ${preview.unusedColumns.join(', ')}.`}
      </p>
      <SegmentedControl
        aria-label="Lines to show"
        value={shown}
        onChange={(value) => setShown(value)}
        data={[
          { value: 'all' as Shown, label: `All ${wholeNumber(preview.lines.length)}` },
          ...outcomes.map((outcome) => ({
            value: outcome as Shown,
            label: `${outcomeWords[outcome].name} ${wholeNumber(counts[outcome])}`,
          })),
        ]}
      />
      <div className="importGrid">
        <VirtualGrid
          label="Preview"
          columns={columns}
          items={lines}
          keyOf={({ key }) => key}
          rowHeight={46}
          empty={<p className="gridEnd">There is no such line.</p>}
        />
      </div>
      <div className="formFoot">
        <span className="importFoot">
          {counts.error > 0 && (
            <Switch
              label={`Leave out ${counts.error === 1 ? 'the line' : `the ${wholeNumber(counts.error)} lines`} in error`}
              checked={leaveOutErrors}
              onChange={(event) => setLeaveOutErrors(event.currentTarget.checked)}
            />
          )}
          <span className="quieter" id="whyNotImport" role="status">
            {reason}
          </span>
        </span>
        <div className="formButtons">
          <Button variant="default" onClick={onOther}>
            Another file
          </Button>
          <Button
            onClick={() => void run()}
            loading={busy}
            disabled={reason !== null}
            aria-describedby="whyNotImport"
            data-autofocus
          >
            {`Import ${wholeNumber(counts.new + counts.changed)}`}
          </Button>
        </div>
      </div>
    </div>
  );
}
