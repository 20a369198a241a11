import { Button, Progress } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { RuleTestProgress } from '../../../shared/contract/ruleList.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import { tellDone } from '../../ui/notify.ts';
import { wholeNumber } from '../../ui/quantity.ts';
import { testOutcome } from './testOutcome.ts';

/** Tests rules while it is shown: how far it is, and a way to stop. */
export function BulkTest({ ids, onEnd }: { ids: readonly string[]; onEnd(): void }) {
  const { engine } = useAppStores();
  const [progress, setProgress] = useState<RuleTestProgress | null>(null);

  useEffect(() => engine.subscribe('rules.test', { ids: [...ids] }, (latest) => setProgress(latest)), [engine, ids]);
  useEffect(() => {
    if (!progress?.finished) return;
    tellDone(testOutcome(progress));
    onEnd();
  }, [progress, onEnd]);

  const total = progress?.total ?? ids.length;
  const done = progress?.done ?? 0;
  return (
    <div className="selectionBar bulkTest" role="toolbar" aria-label="Test of the selected domains">
      <span className="strong" role="status">
        Testing {wholeNumber(done)} of {wholeNumber(total)}
      </span>
      <Progress
        className="bulkTestBar"
        value={total === 0 ? 100 : (done / total) * 100}
        aria-label="Domains tested"
        size="md"
      />
      <Button
        size="xs"
        variant="default"
        onClick={() => {
          if (progress) tellDone(`Stopped. ${testOutcome(progress)}`);
          onEnd();
        }}
      >
        Cancel
      </Button>
    </div>
  );
}
