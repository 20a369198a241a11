import { Button, Progress } from '@mantine/core';
import { useQueue } from '../../stores/appStores.tsx';
import { underWayText } from './queueWords.ts';

/** Changes of many messages while they last: what is done in a blink is not worth a bar. */
const smallestShown = 300;

export function Operations() {
  const operations = useQueue((state) => state.operations).filter(({ total }) => total >= smallestShown);
  const cancel = useQueue((state) => state.cancel);
  if (operations.length === 0) return null;
  return (
    <ul className="operations" aria-label="Under way">
      {operations.map((operation) => (
        <li key={operation.operationId} className="operation">
          <span className="operationText numeric">{underWayText(operation)}</span>
          <Progress
            className="operationBar"
            value={(operation.done / operation.total) * 100}
            size="md"
            aria-label={underWayText(operation)}
          />
          <Button size="compact-sm" variant="default" onClick={() => cancel(operation.operationId)}>
            Stop
          </Button>
        </li>
      ))}
    </ul>
  );
}
