import { Button } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import type { ChosenFileKind } from '../../../shared/contract/desktop.ts';
import { useDesktop } from '../../stores/appStores.tsx';
import { tellFailed } from '../../ui/notify.ts';

interface ChooseFileButtonProps {
  kind: ChosenFileKind;
  /** What the file is for, for whoever does not see the field beside it. */
  label: string;
  onChosen(path: string): void;
}

/** The system's own dialog for a path. Not in a browser, which tells a page no paths: there it is typed. */
export function ChooseFileButton({ kind, label, onChosen }: ChooseFileButtonProps) {
  const { isDesktop, chooseFile } = useDesktop((state) => state);
  if (!isDesktop) return null;
  const choose = async () => {
    try {
      const path = await chooseFile(kind);
      if (path !== null) onChosen(path);
    } catch (error) {
      tellFailed('No file was chosen', error);
    }
  };
  return (
    <Button
      variant="default"
      leftSection={<IconFolderOpen size={16} />}
      aria-label={label}
      onClick={() => void choose()}
    >
      Choose…
    </Button>
  );
}
