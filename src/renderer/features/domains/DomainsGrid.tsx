import { ActionIcon, Button, Switch, Tooltip } from '@mantine/core';
import { IconPencil, IconShieldLock, IconTrash } from '@tabler/icons-react';
import type { ListedRule, Rule } from '../../../shared/contract/rule.ts';
import { isDeprecatedVersion } from '../../../shared/domain/tlsVersion.ts';
import { useRules } from '../../stores/appStores.tsx';
import { Clipped } from '../../ui/Clipped.tsx';
import { Emptiness } from '../../ui/Emptiness.tsx';
import { tellFailed } from '../../ui/notify.ts';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { useIsNarrow } from '../../ui/useIsNarrow.ts';
import { type GridColumn, VirtualGrid } from '../../ui/VirtualGrid.tsx';
import { directionWords, modeWords, versionWords } from '../sentences/modes.ts';
import { go } from '../shell/router.ts';
import { askToDeleteRule } from './deleteRule.tsx';
import { VerdictMark } from './VerdictMark.tsx';

export function DomainsGrid({ onChange }: { onChange(rule: Rule): void }) {
  const { rules, search, loaded, failure, save, remove, refresh } = useRules((state) => state);
  const isNarrow = useIsNarrow();

  const setEnabled = (rule: Rule, enabled: boolean) => {
    save({ id: rule.id, pattern: rule.pattern, mode: rule.mode, enabled }).catch((error: unknown) =>
      tellFailed(`${rule.displayPattern} was not changed`, error),
    );
  };

  const columns: GridColumn<ListedRule>[] = [
    {
      id: 'pattern',
      header: 'Domain',
      width: 'minmax(190px, 1.8fr)',
      cell: (rule) => (
        <span className="stacked" data-off={!rule.enabled || undefined}>
          <span className="clipped strong" title={patternTitle(rule)} dir="auto">
            {rule.displayPattern}
          </span>
          {isNarrow && rule.note !== '' && <Clipped text={rule.note} className="quieter" />}
        </span>
      ),
    },
    {
      id: 'mode',
      header: 'Mode',
      width: isNarrow ? '176px' : '188px',
      cell: (rule) => (
        <ToneMark tone={rule.enabled && rule.mode !== 'watch' ? 'good' : 'plain'}>{modeWords[rule.mode].name}</ToneMark>
      ),
    },
    {
      id: 'verdict',
      header: 'Test',
      width: '36px',
      cell: (rule) => <VerdictMark rule={rule} onOpen={() => go('domains', { test: rule.pattern }, 'replace')} />,
    },
    {
      id: 'direction',
      header: 'Direction',
      width: isNarrow ? '72px' : '92px',
      cell: (rule) => directionWords[rule.direction].name,
    },
    {
      id: 'minVersion',
      header: 'Min. TLS',
      width: isNarrow ? '60px' : '78px',
      cell: (rule) =>
        isDeprecatedVersion(rule.minVersion) ? (
          <Tooltip label="Unsafe: this version has known weaknesses">
            <span className="unsafe">{versionWords[rule.minVersion]}</span>
          </Tooltip>
        ) : (
          versionWords[rule.minVersion]
        ),
    },
    ...(isNarrow
      ? []
      : [
          {
            id: 'note',
            header: 'Note',
            width: 'minmax(0, 0.9fr)',
            cell: (rule: ListedRule) => <Clipped text={rule.note} className="quieter" />,
          },
        ]),
    {
      id: 'enabled',
      header: 'Enabled',
      width: isNarrow ? '60px' : '72px',
      cell: (rule) => (
        <Switch
          size="sm"
          aria-label={`Rule for ${rule.displayPattern} enabled`}
          checked={rule.enabled}
          onChange={(event) => setEnabled(rule, event.currentTarget.checked)}
        />
      ),
    },
    {
      id: 'actions',
      header: <span className="visuallyHidden">Actions</span>,
      width: '66px',
      align: 'end',
      cell: (rule) => (
        <span className="rowActions">
          <Tooltip label="Change settings">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Change settings of ${rule.displayPattern}`}
              onClick={() => onChange(rule)}
            >
              <IconPencil size={17} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Delete">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Delete ${rule.displayPattern}`}
              onClick={() => askToDeleteRule(rule, remove)}
            >
              <IconTrash size={17} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        </span>
      ),
    },
  ];

  return (
    <div className="gridWithFoot">
      <VirtualGrid
        label="Domains"
        columns={columns}
        items={rules}
        keyOf={(rule) => rule.id}
        rowHeight={52}
        onOpen={onChange}
        empty={
          failure ? (
            <Emptiness icon={<IconShieldLock size={28} />} title="The list could not be read">
              {failure.message}
              <div className="emptinessAction">
                <Button variant="default" onClick={() => void refresh()}>
                  Try again
                </Button>
              </div>
            </Emptiness>
          ) : !loaded ? null : search.trim() ? (
            <Emptiness icon={<IconShieldLock size={28} />} title={`No domain matches "${search.trim()}"`}>
              A name below it may still be covered by a pattern such as *.example.com.
            </Emptiness>
          ) : (
            <Emptiness icon={<IconShieldLock size={28} />} title="No domain has a rule yet">
              Add the domains to which mail must never go unencrypted.
              <div className="emptinessAction">
                <Button onClick={() => go('domains', { add: '1' }, 'replace')}>Add your first domain</Button>
              </div>
            </Emptiness>
          )
        }
      />
      <div className="gridFoot">
        <span className="strong">All other domains: opportunistic</span>
        <span className="quieter">{modeWords.opportunistic.sentence}</span>
      </div>
    </div>
  );
}

/** The A-label form too, where it is not what is shown. */
function patternTitle(rule: Rule): string {
  return rule.displayPattern === rule.pattern ? rule.pattern : `${rule.displayPattern} (${rule.pattern})`;
}
