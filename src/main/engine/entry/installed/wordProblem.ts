import type { ServiceProgram } from './types.ts';

/** Why this platform's services cannot be told of the program, in a sentence; null where they can. */
export function wordProblem({ command, user, dataDir }: ServiceProgram, platform: NodeJS.Platform): string | null {
  for (const word of [dataDir, user, ...command]) {
    if (hasControlCharacter(word)) return `A path or name of the service has a line end in it: ${JSON.stringify(word)}`;
    // Both Task Scheduler and cmd.exe put variables in, also inside quotes.
    const [taken] = platform === 'win32' ? (/[%"]/.exec(word) ?? []) : [];
    if (taken !== undefined) return `Windows cannot start a service with a ${taken} in a path or name: ${word}`;
  }
  return null;
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < ' ');
}
