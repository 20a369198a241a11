import { createHash } from 'node:crypto';
import { ContractError } from '../../../shared/contract/errors.ts';
import type { Rule, RuleInput } from '../../../shared/contract/rule.ts';
import type { RuleFileFormat, RulePreview } from '../../../shared/contract/ruleExchange.ts';
import type { CommandHandlers } from '../../../shared/contract/server.ts';
import { exportRules } from '../policy/exchange/exportRules.ts';
import { planImport } from '../policy/exchange/previewImport.ts';
import { readRuleFile } from '../policy/exchange/readRuleFile.ts';
import type { ApiContext } from './context.ts';

type RuleExchangeHandlers = Pick<CommandHandlers, 'rules.export' | 'rules.preview' | 'rules.import'>;

/** Saves all or none, and returns what undoes it. */
type SaveAll = (inputs: readonly RuleInput[]) => Promise<string>;

/** `inTurn` runs work while no other change of rules runs, so that what was planned is what is saved. */
export function createRuleExchangeHandlers(
  context: ApiContext,
  inTurn: <Result>(work: (saveAll: SaveAll) => Promise<Result>) => Promise<Result>,
): RuleExchangeHandlers {
  const { book } = context.rules;
  return {
    'rules.export': ({ format, ids }) => exportRules(ids === undefined ? book.list() : ids.map(ruleNamed), format),
    'rules.preview': ({ text, format }) => plan(text, format).preview,
    'rules.import': ({ text, format, previewId, leaveOutErrors }) =>
      inTurn(async (saveAll) => {
        const { preview, inputs } = plan(text, format);
        const { counts } = preview;
        if (previewId !== undefined && previewId !== preview.previewId) {
          throw new ContractError({
            code: 'conflict',
            field: 'previewId',
            message: 'The rules were changed since the preview. Look at it again, then import.',
          });
        }
        if (counts.error > 0 && !leaveOutErrors) throw firstError(preview);
        const undoId = inputs.length === 0 ? null : await saveAll(inputs);
        return { added: counts.new, changed: counts.changed, same: counts.same, leftOut: counts.error, undoId };
      }),
  };

  function ruleNamed(id: string, index: number): Rule {
    const rule = book.get(id);
    if (rule) return rule;
    throw new ContractError({ code: 'not-found', field: `ids.${index}`, message: 'There is no such rule.' });
  }

  /** @throws {ContractError} where the text is no list of rules at all */
  function plan(text: string, format?: RuleFileFormat): { preview: RulePreview; inputs: RuleInput[] } {
    const read = readRuleFile(text, format);
    if (!read.ok) throw new ContractError(read.refusal);
    const planned = planImport(read.file.rules, book.list());
    const lines = planned.map(({ preview }) => preview);
    const count = (outcome: string) => lines.filter((line) => line.outcome === outcome).length;
    return {
      preview: {
        format: read.file.format,
        lines,
        counts: { new: count('new'), changed: count('changed'), same: count('same'), error: count('error') },
        unusedColumns: read.file.unusedColumns,
        previewId: createHash('sha256').update(JSON.stringify(planned)).digest('base64url'),
      },
      inputs: planned.flatMap(({ input }) => (input ? [input] : [])),
    };
  }
}

/** Names the line, as a person finds it in the file. */
function firstError({ lines, counts }: RulePreview): ContractError {
  const line = lines.find(({ outcome }) => outcome === 'error');
  if (!line?.error) throw new Error('A preview counted an error that no line has.');
  const more = counts.error > 1 ? ` ${counts.error - 1} more lines are in error too.` : '';
  return new ContractError({
    code: 'invalid-input',
    field: 'text',
    message: `Line ${line.line}: ${line.error.message}${more} Nothing was imported.`,
  });
}
