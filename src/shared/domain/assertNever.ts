/** Ends a switch over a closed set: a new member that nobody handled is a compile error, and a bug at run time. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled member of a closed set: ${JSON.stringify(value)}`);
}
