import type { Rule, RuleInput } from '../../../shared/contract/rule.ts';
import type { CipherProfile } from '../../../shared/domain/cipherProfile.ts';
import type { RuleDirection } from '../../../shared/domain/direction.ts';
import type { RuleMode } from '../../../shared/domain/tlsMode.ts';
import { defaultMinVersion, type TlsVersion } from '../../../shared/domain/tlsVersion.ts';

/** A rule as it is being typed. */
export interface RuleDraft {
  pattern: string;
  mode: RuleMode;
  direction: RuleDirection;
  minVersion: TlsVersion;
  cipherProfile: CipherProfile;
  cipherList: string;
  /** One a line. */
  mxNames: string;
  /** One a line. */
  pins: string;
  /** Empty: the general queue life. */
  queueLifeHours: number | '';
  note: string;
  enabled: boolean;
}

export const newDraft: RuleDraft = {
  pattern: '',
  mode: 'strict',
  direction: 'both',
  minVersion: defaultMinVersion,
  cipherProfile: 'standard',
  cipherList: '',
  mxNames: '',
  pins: '',
  queueLifeHours: '',
  note: '',
  enabled: true,
};

export function draftOf(rule: Rule): RuleDraft {
  return {
    pattern: rule.displayPattern,
    mode: rule.mode,
    direction: rule.direction,
    minVersion: rule.minVersion,
    cipherProfile: rule.cipherProfile,
    cipherList: rule.cipherList ?? '',
    mxNames: rule.mxNames.join('\n'),
    pins: rule.pins.join('\n'),
    queueLifeHours: rule.queueLifeHours ?? '',
    note: rule.note,
    enabled: rule.enabled,
  };
}

export function inputOf(draft: RuleDraft, id: string | null): RuleInput {
  return {
    ...(id === null ? {} : { id }),
    pattern: draft.pattern.trim(),
    mode: draft.mode,
    direction: draft.direction,
    minVersion: draft.minVersion,
    cipherProfile: draft.cipherProfile,
    cipherList: draft.cipherProfile === 'custom' ? draft.cipherList.trim() : null,
    mxNames: lines(draft.mxNames),
    pins: lines(draft.pins),
    queueLifeHours: draft.queueLifeHours === '' ? null : draft.queueLifeHours,
    note: draft.note.trim(),
    enabled: draft.enabled,
  };
}

/** Also takes commas and blanks, as a pasted list has them. */
function lines(text: string): string[] {
  return text.split(/[\s,;]+/).filter((line) => line !== '');
}

const advancedFields = ['minVersion', 'cipherProfile', 'cipherList', 'mxNames', 'queueLifeHours'] as const;

/** True where something that stands under "Advanced" is not as for a new rule. */
export function hasAdvanced(draft: RuleDraft): boolean {
  return advancedFields.some((field) => draft[field] !== newDraft[field]);
}

export function isAdvancedField(field: string | null): boolean {
  return advancedFields.some((name) => name === field);
}

/** `pins.2` is shown beside `pins`. Null for a field that the form does not have. */
export function draftFieldOf(field: string | undefined): keyof RuleDraft | null {
  const name = field?.split('.')[0];
  return (
    Object.keys(newDraft)
      .filter(isDraftField)
      .find((key) => key === name) ?? null
  );
}

function isDraftField(name: string): name is keyof RuleDraft {
  return Object.hasOwn(newDraft, name);
}
