import { notifications } from '@mantine/notifications';
import { refusalOfError } from '../client/engineConnection.ts';

export function tellDone(message: string): void {
  notifications.show({ message, color: 'green', autoClose: 5000, closeButtonProps: { 'aria-label': 'Dismiss' } });
}

/** `title` says what was not done, the message why. */
export function tellFailed(title: string, error: unknown): void {
  notifications.show({
    title,
    message: refusalOfError(error).message,
    color: 'red',
    autoClose: 12_000,
    closeButtonProps: { 'aria-label': 'Dismiss' },
  });
}
