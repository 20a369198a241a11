import { BrowserWindow, dialog, type OpenDialogOptions } from 'electron';
import type { ChosenFileKind } from '../../shared/contract/desktop.ts';

const all = { name: 'All files', extensions: ['*'] };

const options: Record<ChosenFileKind, OpenDialogOptions> = {
  backup: { title: 'Choose a backup', filters: [{ name: 'Backups of Sealpost', extensions: ['sealpost'] }, all] },
  authority: {
    title: "Choose an authority's certificates",
    filters: [{ name: 'Certificates', extensions: ['pem', 'crt', 'cer'] }, all],
  },
};

/** Asks by the system's own dialog, in front of the window. Resolves with a whole path, or null where none was chosen. */
export async function chooseFile(kind: ChosenFileKind): Promise<string | null> {
  const asked: OpenDialogOptions = { ...options[kind], properties: ['openFile'] };
  const window = BrowserWindow.getFocusedWindow();
  const { canceled, filePaths } = await (window ? dialog.showOpenDialog(window, asked) : dialog.showOpenDialog(asked));
  return canceled ? null : (filePaths[0] ?? null);
}
