/** How a process ended, as a sentence for the log and the window. */
export function exitReason(code: number | null, signal: string | null): string {
  if (signal !== null) return `The engine was ended by ${signal}.`;
  return `The engine ended with exit code ${code ?? 'unknown'}.`;
}
