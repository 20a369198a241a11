import { Button } from '@mantine/core';
import type { QueueAction } from '../../../shared/contract/queue.ts';

interface ActionButtonsProps {
  /** Which of the two makes sense: with both, some are on hold and some are not. */
  canHold: boolean;
  canRelease: boolean;
  onAct(action: QueueAction): void;
}

/** What can be done with messages, the harmless first. */
export function ActionButtons({ canHold, canRelease, onAct }: ActionButtonsProps) {
  return (
    <>
      <Button size="xs" onClick={() => onAct('retry')}>
        Retry now
      </Button>
      {canHold && (
        <Button size="xs" variant="default" onClick={() => onAct('hold')}>
          Hold
        </Button>
      )}
      {canRelease && (
        <Button size="xs" variant="default" onClick={() => onAct('release')}>
          Release
        </Button>
      )}
      <Button size="xs" variant="default" onClick={() => onAct('bounce')}>
        Bounce…
      </Button>
      <Button size="xs" variant="default" className="dangerButton" onClick={() => onAct('remove')}>
        Delete…
      </Button>
    </>
  );
}
