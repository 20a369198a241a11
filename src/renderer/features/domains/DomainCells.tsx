import { Switch } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import type { Rule } from '../../../shared/contract/rule.ts';
import type { RuleRow } from '../../../shared/contract/ruleList.ts';
import { isDeprecatedVersion } from '../../../shared/domain/tlsVersion.ts';
import { useAppStores, useRules } from '../../stores/appStores.tsx';
import { Clipped } from '../../ui/Clipped.tsx';
import { tellFailed } from '../../ui/notify.ts';
import { wholeNumber } from '../../ui/quantity.ts';
import { RowButton } from '../../ui/RowButton.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { useNow } from '../../ui/useNow.ts';
import { directionWords, modeWords, versionWords } from '../sentences/modes.ts';
import { hrefOf } from '../shell/router.ts';
import { certificateLeft } from './certificateLeft.ts';
import { deleteRules } from './ruleActions.tsx';
import { patternTitle } from './ruleNames.ts';

/** The name; below it what it covers of a searched name, or else the note where that has no column of its own. */
export function PatternCell({ rule, covered, withNote }: { rule: RuleRow; covered: string | null; withNote: boolean }) {
  return (
    <span className="stacked" data-off={!rule.enabled || undefined}>
      <span className="clipped strong" title={patternTitle(rule)} dir="auto">
        {rule.displayPattern}
      </span>
      {covered !== null ? (
        <span className="coversLine clipped" title={`The rule in force for ${covered}`}>
          covers {covered}
        </span>
      ) : (
        withNote && rule.note !== '' && <Clipped text={rule.note} className="quieter" />
      )}
    </span>
  );
}

/** The first word tells the modes apart; the rest is there for whoever reads with a screen reader, and as the title. */
export function ModeCell({ rule, withMore }: { rule: RuleRow; withMore: boolean }) {
  const { name } = modeWords[rule.mode];
  const [first = name] = name.split(' ');
  const version = versionWords[rule.minVersion];
  return (
    <span className="stacked modeCell">
      <span title={name}>
        <ToneMark tone={rule.enabled && rule.mode !== 'watch' ? 'good' : 'plain'}>
          <span>
            {first}
            <span className="visuallyHidden">{name.slice(first.length)}</span>
          </span>
        </ToneMark>
      </span>
      {withMore && (
        <span className="quieter clipped" title={`${directionWords[rule.direction].sentence}, ${version} or later`}>
          {directionWords[rule.direction].name} · <Version rule={rule} />
        </span>
      )}
    </span>
  );
}

export function Version({ rule }: { rule: Pick<Rule, 'minVersion'> }) {
  const word = versionWords[rule.minVersion];
  if (!isDeprecatedVersion(rule.minVersion)) return word;
  return (
    <span className="unsafe" title="Unsafe: this version has known weaknesses">
      {word}
    </span>
  );
}

export function CertificateCell({ rule }: { rule: RuleRow }) {
  const left = certificateLeft(rule.verdict, useNow());
  if (left === null) return <span className="quieter">–</span>;
  return (
    <span className="numeric toneWord" data-tone={left.tone} title={left.title}>
      {left.words}
    </span>
  );
}

/** Nothing to see is not worth a digit. */
export function CountCell({ count, tone }: { count: number; tone?: 'bad' }) {
  if (count === 0) return <span className="quieter">–</span>;
  return (
    <span className="numeric toneWord" data-tone={tone}>
      {wholeNumber(count)}
    </span>
  );
}

/** Messages in the queue, as a way to them. */
export function WaitingCell({ rule }: { rule: RuleRow }) {
  const { waiting } = rule.traffic;
  if (waiting === 0) return <CountCell count={0} />;
  return (
    <a
      className="numeric toneWord"
      data-tone="wait"
      href={hrefOf('queue', { domain: rule.pattern.replace(/^\*\./, '') })}
      aria-label={`${wholeNumber(waiting)} waiting for ${rule.displayPattern}: show the queue`}
    >
      {wholeNumber(waiting)}
    </a>
  );
}

export function EnabledCell({ rule }: { rule: RuleRow }) {
  const change = useRules((state) => state.change);
  return (
    <Switch
      size="sm"
      aria-label={`Rule for ${rule.displayPattern} enabled`}
      checked={rule.enabled}
      onChange={(event) => {
        change([rule.id], { enabled: event.currentTarget.checked }).catch((error: unknown) =>
          tellFailed(`${rule.displayPattern} was not changed`, error),
        );
      }}
    />
  );
}

export function ActionsCell({ rule, onChange }: { rule: RuleRow; onChange(rule: Rule): void }) {
  const { engine, rules } = useAppStores();
  return (
    <span className="rowActions">
      <RowButton
        label={`Change settings of ${rule.displayPattern}`}
        title="Change settings"
        onClick={() => onChange(rule)}
      >
        <IconPencil size={17} stroke={1.7} aria-hidden />
      </RowButton>
      <RowButton
        label={`Delete ${rule.displayPattern}`}
        title="Delete"
        onClick={() => void deleteRules({ engine, rules: rules.getState(), ids: [rule.id], names: [rule] })}
      >
        <IconTrash size={17} stroke={1.7} aria-hidden />
      </RowButton>
    </span>
  );
}
