import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/**
 * A helper process of the bench: what it costs is no product's, and the same for both. It answers each question with one
 * message, in order.
 */
export interface Helper {
  ask<Answer>(question: object, answer: z.ZodType<Answer>): Promise<Answer>;
  stop(): Promise<void>;
}

const failure = z.object({ failed: z.string() });

/** Starts `file` of this folder and asks it `options`; its first answer says that it is ready. */
export async function startHelper<Ready>(
  file: string,
  options: object,
  ready: z.ZodType<Ready>,
): Promise<Helper & { ready: Ready }> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv: [], stdio: ['ignore', 1, 2, 'ipc'] });
  const helper: Helper = {
    async ask(question, answer) {
      child.send(question);
      const message = await nextMessage(child);
      const failed = failure.safeParse(message);
      if (failed.success) throw new Error(failed.data.failed);
      return answer.parse(message);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
  return { ...helper, ready: await helper.ask(options, ready) };
}

/** The other side: `answer` gets each question; what it throws rejects the `ask`. Ends with its parent. */
export function serveHelper(answer: (question: unknown) => Promise<object>): void {
  process.on('message', (question) => {
    answer(question).then(
      (message) => process.send?.(message),
      (error: unknown) =>
        process.send?.({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`A helper of the bench ended with ${code}.`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}
