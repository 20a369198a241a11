import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { Rule } from '../../../shared/contract/rule.ts';
import { tellDone, tellFailed } from '../../ui/notify.ts';

/** Asks first. */
export function askToDeleteRule(rule: Rule, remove: (ids: string[]) => Promise<void>): void {
  modals.openConfirmModal({
    title: `Delete ${rule.displayPattern}?`,
    children: (
      <Text size="sm">
        Its mail is then sent like that of all other domains: encrypted where the other side offers it, otherwise in the
        clear. Messages that wait because of this rule are tried again at once. How many those are is not known here:
        the queue shows them.
      </Text>
    ),
    labels: { confirm: 'Delete', cancel: 'Keep it' },
    confirmProps: { color: 'red' },
    closeButtonProps: { 'aria-label': 'Close' },
    onConfirm: () => {
      remove([rule.id]).then(
        () => tellDone(`${rule.displayPattern} is deleted.`),
        (error: unknown) => tellFailed(`${rule.displayPattern} was not deleted`, error),
      );
    },
  });
}
