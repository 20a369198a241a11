import { Tooltip } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconHelpCircle } from '@tabler/icons-react';
import type { ListedRule } from '../../../shared/contract/rule.ts';
import type { RuleVerdict } from '../../../shared/contract/verdict.ts';
import { relativeTime } from '../../ui/time.ts';
import { useNow } from '../../ui/useNow.ts';
import { failureSentences } from '../sentences/failures.ts';
import type { Tone } from '../sentences/outcomes.ts';

const looks: Record<RuleVerdict['result'], { tone: Tone; Icon: typeof IconCircleCheck }> = {
  valid: { tone: 'good', Icon: IconCircleCheck },
  'not-valid': { tone: 'bad', Icon: IconCircleX },
  unknown: { tone: 'plain', Icon: IconHelpCircle },
};

/** What the last test of the domain's mail servers found for this rule. */
export function VerdictMark({ rule }: { rule: ListedRule }) {
  const now = useNow();
  const { verdict } = rule;
  if (!verdict) return null;
  const { tone, Icon } = looks[verdict.result];
  const text = `${verdictWords(verdict)} Tested ${relativeTime(verdict.checkedAt, now)}.`;
  return (
    <Tooltip label={text} multiline maw={320}>
      <span className="verdictMark" data-tone={tone} role="img" aria-label={text}>
        <Icon size={19} stroke={1.8} aria-hidden />
      </span>
    </Tooltip>
  );
}

function verdictWords({ result, code }: RuleVerdict): string {
  const reason = code === null ? '' : ` ${failureSentences[code].title}.`;
  if (result === 'valid') return 'Mail to the domain can be sent as the rule asks.';
  if (result === 'not-valid') return `Mail to the domain would wait.${reason}`;
  return `It is not known whether mail would pass.${reason}`;
}
