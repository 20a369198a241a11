import { z } from 'zod';
import { inCheckout } from '../checkout.ts';
import { runShown } from './command.ts';
import { freshResultFile, readResultFile } from './resultFile.ts';
import { type Counts, noCounts } from './suiteResult.ts';

const failureSchema = z.object({ name: z.string(), message: z.string() });
const countsSchema = z.object({
  passed: z.int(),
  failed: z.int(),
  skipped: z.array(z.object({ name: z.string(), reason: z.string() })),
  failures: z.array(failureSchema),
  retried: z.array(failureSchema),
});

/** Runs one project of vitest.config.ts. */
export async function runVitest(project: string, env: Record<string, string> = {}): Promise<Counts> {
  const resultFile = freshResultFile(`vitest-${project}`);
  const code = await runShown(
    [
      process.execPath,
      inCheckout('node_modules', 'vitest', 'vitest.mjs'),
      'run',
      `--project=${project}`,
      '--reporter=default',
      `--reporter=${inCheckout('scripts', 'test', 'vitestReporter.ts')}`,
    ],
    { ...env, SEALPOST_RESULT_FILE: resultFile },
  );
  const counts = countsSchema.safeParse(readResultFile(resultFile)).data ?? noCounts;
  // Whatever it counted: a runner that says it failed has failed.
  return code === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}
