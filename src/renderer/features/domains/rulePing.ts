import type { CommandOutput } from '../../../shared/contract/commands.ts';
import type { Rule } from '../../../shared/contract/rule.ts';
import { isEnforcedMode } from '../../../shared/domain/tlsMode.ts';
import { failureSentences } from '../sentences/failures.ts';
import { takesNoMail } from '../sentences/takesNoMail.ts';
import { draftOf, type RuleDraft } from './ruleDraft.ts';

/** What the servers of a domain answered to the test before a rule is saved. */
export type RulePing = CommandOutput<'rules.probe'>;

const testedFields = ['pattern', 'mode', 'minVersion', 'cipherProfile', 'cipherList', 'mxNames', 'pins'] as const;

/** Mail can only be held up by a rule that enforces something on the way out, and only anew where that changes. */
export function needsPing(draft: RuleDraft, rule: Rule | null): boolean {
  if (!draft.enabled || draft.direction === 'inbound' || !isEnforcedMode(draft.mode)) return false;
  if (rule === null || !rule.enabled || rule.direction === 'inbound') return true;
  const before = draftOf(rule);
  return testedFields.some((field) => draft[field] !== before[field]);
}

/** What to tell the admin before saving; null where there is nothing to tell. */
export function pingWarning(ping: RulePing): { title: string; text: string } | null {
  if (ping.result === 'valid' || ping.verdict === null) return null;
  const sentences = ping.code === null ? null : failureSentences[ping.code];
  const reason = sentences ? `${sentences.title}. ${sentences.advice}` : '';
  if (ping.result === 'unknown') {
    return {
      title: 'It is not known whether this works',
      text: `${reason} You can save the rule all the same.`.trim(),
    };
  }
  if (takesNoMail(ping)) {
    const why = sentences ? `${sentences.title}. ${sentences.why} ` : '';
    return {
      title: 'Mail to this domain is returned',
      text: `${why}With a rule or without, mail to it goes back to its sender at once. Check how the domain is written. You can save the rule all the same.`,
    };
  }
  return {
    title: 'Mail to this domain would wait',
    text: `${reason} You can save the rule all the same: mail is then kept until the other side has put it right.`.trim(),
  };
}
