import { Button } from '@mantine/core';
import { IconCopy, IconX } from '@tabler/icons-react';
import { counted } from '../../ui/quantity.ts';

interface LogSelectionBarProps {
  count: number;
  onCopy(form: 'text' | 'json'): void;
  onClear(): void;
}

export function LogSelectionBar({ count, onCopy, onClear }: LogSelectionBarProps) {
  return (
    <section className="selectionBar logSelection" aria-label="Selected entries">
      <span className="strong" role="status">
        {counted(count, 'entry', 'entries')} selected
      </span>
      <Button size="compact-sm" variant="default" leftSection={<IconCopy size={15} />} onClick={() => onCopy('text')}>
        Copy as text
      </Button>
      <Button size="compact-sm" variant="default" leftSection={<IconCopy size={15} />} onClick={() => onCopy('json')}>
        Copy as JSON
      </Button>
      <Button size="compact-sm" variant="subtle" leftSection={<IconX size={15} />} onClick={onClear}>
        Select none
      </Button>
    </section>
  );
}
