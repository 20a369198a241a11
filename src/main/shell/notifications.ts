import { Notification } from 'electron';

/** Shows one notification of the system; a click on it opens the window. Silent where the system has none. */
export function notify(notice: { title: string; body: string }, onClick: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification(notice);
  notification.on('click', onClick);
  notification.show();
}
