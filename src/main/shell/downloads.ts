import type { Session } from 'electron';
import { isOwnBlob } from './urlGuard.ts';

/** The page may save what it has made itself, an export for instance; nothing from elsewhere reaches the disk. */
export function limitDownloads(session: Session, onRefused: (url: string) => void): void {
  session.on('will-download', (event, item) => {
    if (isOwnBlob(item.getURL())) return;
    event.preventDefault();
    onRefused(item.getURL().slice(0, 200));
  });
}
