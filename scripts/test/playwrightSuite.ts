import { z } from 'zod';
import { inCheckout } from '../checkout.ts';
import { runShown } from './command.ts';
import { freshResultFile, readResultFile } from './resultFile.ts';
import { type Counts, type Failure, noCounts, type Skipped } from './suiteResult.ts';

const testSchema = z.object({
  status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']),
  annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })),
  results: z.array(z.object({ errors: z.array(z.object({ message: z.string().optional() })) })),
});
const specSchema = z.object({ title: z.string(), file: z.string(), tests: z.array(testSchema) });
type Spec = z.infer<typeof specSchema>;

/** Playwright's suites hold specs and further suites. */
interface Suite {
  specs?: Spec[] | undefined;
  suites?: Suite[] | undefined;
}
const suiteSchema: z.ZodType<Suite> = z.object({
  specs: z.array(specSchema).optional(),
  get suites() {
    return z.array(suiteSchema).optional();
  },
});
const reportSchema = z.object({ suites: z.array(suiteSchema), errors: z.array(z.unknown()) });

/** Runs one project of playwright.config.ts; `wrapper` stands before the command, `xvfb-run -a` for example. */
export async function runPlaywright(
  project: string,
  { wrapper = [], env = {} }: { wrapper?: readonly string[]; env?: Record<string, string> },
): Promise<Counts> {
  const resultFile = freshResultFile(`playwright-${project}`);
  const command = [
    ...wrapper,
    process.execPath,
    inCheckout('node_modules', '@playwright', 'test', 'cli.js'),
    'test',
    `--project=${project}`,
    '--reporter=list,json',
  ];
  const [program = '', ...args] = command;
  const code = await runShown([program, ...args], { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: resultFile });
  const report = reportSchema.safeParse(readResultFile(resultFile)).data;
  const counts = report ? countSuites(report.suites) : noCounts;
  return code === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function countSuites(suites: readonly Suite[]): Counts {
  let passed = 0;
  let failed = 0;
  const skipped: Skipped[] = [];
  const failures: Failure[] = [];
  const retried: Failure[] = [];
  for (const spec of specsOf(suites)) {
    const name = `${spec.file}: ${spec.title}`;
    for (const { status, annotations, results } of spec.tests) {
      const message = results.flatMap(({ errors }) => errors.map(({ message = '' }) => message)).join('\n');
      if (status === 'flaky') retried.push({ name, message });
      if (status === 'unexpected') failures.push({ name, message });
      if (status === 'expected' || status === 'flaky') passed += 1;
      else if (status === 'skipped') {
        const reason = annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description;
        skipped.push({ name, reason: reason ?? 'it gives no reason' });
      } else failed += 1;
    }
  }
  return { passed, failed, skipped, failures, retried };
}

function specsOf(suites: readonly Suite[]): Spec[] {
  return suites.flatMap((suite) => [...(suite.specs ?? []), ...specsOf(suite.suites ?? [])]);
}
