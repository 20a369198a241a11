import { useEffect, useRef, useState } from 'react';

/** Fast enough to feel at once, slow enough not to ask for every key. */
const takenAfterMs = 150;

/**
 * What is typed is shown at once and taken a moment later, or when the field goes away. A link or a chip may set another
 * text meanwhile.
 */
export function useTyped(
  text: string,
  take: (typed: string) => void,
  afterMs = takenAfterMs,
): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(text);
  const pending = useRef<{ timer: ReturnType<typeof setTimeout>; text: string } | null>(null);
  const latestTake = useRef(take);
  latestTake.current = take;

  useEffect(() => {
    forget(pending.current);
    pending.current = null;
    setTyped(text);
  }, [text]);
  useEffect(
    () => () => {
      if (pending.current === null) return;
      forget(pending.current);
      latestTake.current(pending.current.text);
      pending.current = null;
    },
    [],
  );

  return [
    typed,
    (next) => {
      setTyped(next);
      forget(pending.current);
      const timer = setTimeout(() => {
        pending.current = null;
        latestTake.current(next);
      }, afterMs);
      pending.current = { timer, text: next };
    },
  ];
}

function forget(pending: { timer: ReturnType<typeof setTimeout> } | null): void {
  if (pending) clearTimeout(pending.timer);
}
