import { IconCircleCheck, IconCircleDashed, IconCircleX, IconHelpCircle } from '@tabler/icons-react';
import type { ListedRule } from '../../../shared/contract/rule.ts';
import type { RuleVerdict } from '../../../shared/contract/verdict.ts';
import { counted } from '../../ui/quantity.ts';
import { RowButton } from '../../ui/RowButton.tsx';
import { daysUntil, lengthOfTime, relativeTime } from '../../ui/time.ts';
import { useNow } from '../../ui/useNow.ts';
import { soonDays } from '../certificate/validity.ts';
import { resultTones, resultWords } from '../verdict/verdictWords.ts';

const icons: Record<RuleVerdict['result'], typeof IconCircleCheck> = {
  valid: IconCircleCheck,
  'not-valid': IconCircleX,
  unknown: IconHelpCircle,
};

/** What the last test of the domain's mail servers found for this rule; pressed, it shows the test in full. */
export function VerdictMark({ rule, withAge, onOpen }: { rule: ListedRule; withAge: boolean; onOpen(): void }) {
  const now = useNow();
  const { verdict } = rule;
  const Icon = verdict ? icons[verdict.result] : IconCircleDashed;
  const text = verdict ? tested(verdict, now) : untested(rule);
  return (
    <span className="verdictCell">
      <RowButton
        className="verdictMark"
        tone={verdict ? resultTones[verdict.result] : 'plain'}
        label={`Test of ${rule.displayPattern}: ${text}`}
        title={text}
        onClick={onOpen}
      >
        <Icon size={19} stroke={1.8} aria-hidden />
      </RowButton>
      {withAge && verdict && <span className="quieter numeric unbroken">{ageOf(verdict.checkedAt, now)} ago</span>}
    </span>
  );
}

function tested(verdict: RuleVerdict, now: number): string {
  const said = `${resultWords(verdict)} Tested ${relativeTime(verdict.checkedAt, now)}.`;
  const left = verdict.certificateNotAfter === null ? null : daysUntil(verdict.certificateNotAfter, now);
  if (left === null || left < 0 || left >= soonDays) return said;
  return `${said} Its certificate ends ${left === 0 ? 'within a day' : `in ${counted(left, 'day')}`}.`;
}

/** `3 min`, `2 h`: how old it is, in the largest unit alone. */
function ageOf(at: string, now: number): string {
  return lengthOfTime(now - Date.parse(at))
    .split(' ')
    .slice(0, 2)
    .join(' ');
}

function untested({ pattern, direction, enabled }: ListedRule): string {
  if (pattern.startsWith('*.')) return 'There is no test of a wildcard.';
  if (direction === 'inbound') return 'Not tested: the rule is for mail from the domain.';
  return enabled ? 'Not tested yet.' : 'Not tested: the rule is switched off.';
}
