import type { ExportedRules, ExportFormat, PreviewLine, RulePreview } from '../../../shared/contract/ruleExchange.ts';
import { ruleDirectionSchema } from '../../../shared/domain/direction.ts';
import { ruleModeSchema } from '../../../shared/domain/tlsMode.ts';
import { tlsVersionSchema } from '../../../shared/domain/tlsVersion.ts';
import { counted } from '../../ui/quantity.ts';
import { directionWords, modeWords, versionWords } from '../sentences/modes.ts';
import type { Tone } from '../sentences/outcomes.ts';

export const formatWords: Record<ExportFormat, { name: string; sentence: string }> = {
  csv: { name: 'CSV', sentence: 'For a spreadsheet. Can be changed there and imported again.' },
  json: { name: 'JSON', sentence: 'For scripts and for another Sealpost. Can be imported again.' },
  postfix: {
    name: 'Postfix policy table',
    sentence: 'For smtp_tls_policy_maps of a Postfix that sends without Sealpost. Only rules for mail that goes out.',
  },
  exchange: {
    name: 'Exchange Server script',
    sentence:
      'PowerShell that makes send connectors with TLS. Only rules for mail that goes out. Not for Exchange Online.',
  },
};

export const outcomeWords: Record<PreviewLine['outcome'], { name: string; tone: Tone }> = {
  new: { name: 'New', tone: 'good' },
  changed: { name: 'Changed', tone: 'wait' },
  same: { name: 'The same', tone: 'plain' },
  error: { name: 'In error', tone: 'bad' },
};

const fieldNames: Record<string, string> = {
  pattern: 'Domain',
  direction: 'Direction',
  mode: 'Mode',
  minVersion: 'Minimum TLS version',
  cipherProfile: 'Ciphers',
  cipherList: 'Cipher string',
  mxNames: 'Expected MX names',
  pins: 'Pins',
  queueLifeHours: 'Give up after (hours)',
  note: 'Note',
  enabled: 'Enabled',
};

/** `Mode: Relaxed Encryption Mode → Strict - Trusted Enforced`. */
function changeWords({ changes }: Pick<PreviewLine, 'changes'>): string {
  return changes
    .map(({ field, before, after }) => {
      const name = fieldNames[field] ?? field;
      return `${name}: ${valueWords(field, before)} → ${valueWords(field, after)}`;
    })
    .join('. ');
}

function valueWords(field: string, value: string): string {
  if (value === '') return 'none';
  const mode = ruleModeSchema.safeParse(value);
  if (field === 'mode' && mode.success) return modeWords[mode.data].name;
  const direction = ruleDirectionSchema.safeParse(value);
  if (field === 'direction' && direction.success) return directionWords[direction.data].name;
  const version = tlsVersionSchema.safeParse(value);
  if (field === 'minVersion' && version.success) return versionWords[version.data];
  if (field === 'enabled') return value === 'true' ? 'yes' : 'no';
  return field === 'note' ? `"${value}"` : value;
}

/** What a line would do, or why it cannot. */
export function lineWords(line: PreviewLine): string {
  if (line.error) return line.error.message;
  if (line.outcome === 'changed') return changeWords(line);
  const mode = line.mode === null ? '' : modeWords[line.mode].name;
  return line.direction === null ? mode : `${mode}, ${directionWords[line.direction].name.toLowerCase()}`;
}

/** Why there is nothing to import; null where there is. */
export function whyNotImport({ counts }: RulePreview, leaveOutErrors: boolean): string | null {
  if (counts.error > 0 && !leaveOutErrors) return 'Correct the lines in error in the file, or leave them out.';
  if (counts.new + counts.changed === 0) return 'Nothing would change.';
  return null;
}

/** What is in an export, and what is not. */
export function exportedWords({ count, leftOut }: ExportedRules): string {
  const has = `It has ${counted(count, 'rule')}.`;
  if (leftOut === 0) return has;
  return `${has} ${counted(leftOut, 'rule')} cannot be expressed; the comments at its end say why.`;
}
