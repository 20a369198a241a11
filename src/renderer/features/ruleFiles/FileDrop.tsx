import { Button, FileButton } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

interface FileDropProps {
  accept: string;
  busy: boolean;
  onFile(file: File): void;
}

/** Takes one file: chosen, or dropped anywhere on the window while this is shown. */
export function FileDrop({ accept, busy, onFile }: FileDropProps) {
  const [over, setOver] = useState(false);

  useEffect(() => {
    // A file that is dropped beside the box must not make the browser leave the page.
    const onDragOver = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      const [file] = event.dataTransfer?.files ?? [];
      if (file) onFile(file);
    };
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [onFile]);

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
