/** Lets each piece of work have its turn, in the order of asking. */
export type TakeTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Keeps a check and the change that rests on it together: without turns two commands that come at the same time are
 * both checked against what neither of them has changed yet.
 */
export function createTurns(): TakeTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
}
