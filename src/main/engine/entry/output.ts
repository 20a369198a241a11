/** Where a command writes: one line, or one document, at a time. */
export interface Output {
  print(text: string): void;
  complain(text: string): void;
}

/** Survives `| head`: a reader that left is no reason to crash. */
export function standardOutput(): Output {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(0);
    });
  }
  return {
    print: (text) => void process.stdout.write(`${text}\n`),
    complain: (text) => void process.stderr.write(`${text}\n`),
  };
}
