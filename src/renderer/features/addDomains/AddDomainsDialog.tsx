import { Alert, Button, Modal, Stack, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Refusal } from '../../../shared/contract/errors.ts';
import { refusalOfError } from '../../client/engineConnection.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import './addDomains.css';
import { ReviewStep } from './ReviewStep.tsx';
import { newLines, type ReviewLine } from './reviewLines.ts';

interface AddDomainsDialogProps {
  opened: boolean;
  onClose(): void;
}

/** As the contract takes it. */
const maxTextLength = 1_000_000;

/** The window in which many domains are added: a box for them, then each with a tick or a cross. */
export function AddDomainsDialog({ opened, onClose }: AddDomainsDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Add External Domains"
      size={1040}
      closeOnClickOutside={false}
      yOffset="4vh"
    >
      <Steps onClose={onClose} />
    </Modal>
  );
}

function Steps({ onClose }: { onClose(): void }) {
  const [text, setText] = useState('');
  const [lines, setLines] = useState<ReviewLine[] | null>(null);
  if (lines === null) return <PasteStep text={text} onText={setText} onLines={setLines} onClose={onClose} />;
  return (
    <ReviewStep
      initial={lines}
      onBack={(left) => {
        setText(left.map(({ checked }) => checked.input).join('\n'));
        setLines(null);
      }}
      onClose={onClose}
    />
  );
}

interface PasteStepProps {
  text: string;
  onText(text: string): void;
  onLines(lines: ReviewLine[]): void;
  onClose(): void;
}

function PasteStep({ text, onText, onLines, onClose }: PasteStepProps) {
  const { engine } = useAppStores();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const isTooLong = text.length > maxTextLength;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setRefusal(null);
    try {
      const { lines } = await engine.call('rules.check', { text });
      if (lines.length > 0) onLines(newLines(lines));
      else setRefusal({ code: 'invalid-input', message: 'There is no domain in the box yet.' });
    } catch (error) {
      setRefusal(refusalOfError(error));
    }
    setBusy(false);
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        {refusal && <Alert color="red">{refusal.message}</Alert>}
        <Textarea
          label="External domains"
          description="One a line, as many as you like. A column of a spreadsheet, addresses, web addresses and commas are fine too: the next step shows how each was read."
          placeholder={'example.com\n*.example.org\nbob@example.net'}
          value={text}
          onChange={(event) => onText(event.currentTarget.value)}
          error={isTooLong ? 'That is too much at once: at most a million characters.' : null}
          rows={12}
          spellCheck={false}
          data-autofocus
          classNames={{ input: 'mono addDomainsBox' }}
        />
        <div className="formFoot">
          <span className="quieter">Nothing is added yet.</span>
          <div className="formButtons">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy} disabled={text.trim() === '' || isTooLong}>
              Continue
            </Button>
          </div>
        </div>
      </Stack>
    </form>
  );
}
