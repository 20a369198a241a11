import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Emptiness } from './Emptiness.tsx';

interface ReadFailureProps {
  icon: ReactNode;
  /** What could not be read. */
  title: string;
  failure: { message: string };
  onRetry(): void;
}

/** In the place of what could not be read: why, and another try. */
export function ReadFailure({ icon, title, failure, onRetry }: ReadFailureProps) {
  return (
    <Emptiness icon={icon} title={title}>
      {failure.message}
      <div className="emptinessAction">
        <Button variant="default" onClick={onRetry}>
          Try again
        </Button>
      </div>
    </Emptiness>
  );
}
