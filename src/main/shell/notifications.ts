import { Notification } from 'electron';

/** Kept while they stand: collected, they would no longer hear a click. */
const shown = new Set<Notification>();

/** Shows one notification of the system; a click on it opens the window. Silent where the system has none. */
export function notify(notice: { title: string; body: string }, onClick: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title: notice.title, body: notice.body });
  shown.add(notification);
  const forget = () => shown.delete(notification);
  notification.on('close', forget);
  notification.on('failed', forget);
  notification.on('click', onClick);
  notification.show();
}
