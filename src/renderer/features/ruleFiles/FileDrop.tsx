import { Button, FileButton } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useFileDrop } from '../../ui/useFileDrop.ts';

interface FileDropProps {
  accept: string;
  busy: boolean;
  onFile(file: File): void;
}

/** Takes one file: chosen, or dropped anywhere on the window while this is shown. */
export function FileDrop({ accept, busy, onFile }: FileDropProps) {
  const over = useFileDrop(([file]) => {
    if (file) onFile(file);
  });

  return (
    <div className="fileDrop" data-over={over || undefined}>
      <IconFileUpload size={30} stroke={1.5} aria-hidden />
      <p>Drop a CSV or JSON file here, or</p>
      <FileButton
        accept={accept}
        onChange={(file) => file && onFile(file)}
        inputProps={{ 'aria-label': 'File to import' }}
      >
        {(props) => (
          <Button {...props} variant="default" loading={busy} data-autofocus>
            Choose a file
          </Button>
        )}
      </FileButton>
    </div>
  );
}
