import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconShieldLock } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useShallow } from 'zustand/shallow';
import type { Rule } from '../../../shared/contract/rule.ts';
import type { RuleRow } from '../../../shared/contract/ruleList.ts';
import { useAppStores, useRules } from '../../stores/appStores.tsx';
import { Emptiness } from '../../ui/Emptiness.tsx';
import type { GridColumn } from '../../ui/gridColumn.ts';
import { ReadFailure } from '../../ui/ReadFailure.tsx';
import { selectColumn } from '../../ui/selectColumn.tsx';
import { VirtualGrid } from '../../ui/VirtualGrid.tsx';
import { modeWords } from '../sentences/modes.ts';
import { cameFrom, go } from '../shell/router.ts';
import { domainColumns } from './domainColumns.tsx';

/** All rules by their ids; a row that has not been read yet is empty for a moment. */
export function DomainsGrid({ onChange }: { onChange(rule: Rule): void }) {
  const { rules } = useAppStores();
  const { ids, query, covering, selected, loaded, failure } = useRules(
    useShallow(({ ids, query, covering, selected, loaded, failure }) => ({
      ids,
      query,
      covering,
      selected,
      loaded,
      failure,
    })),
  );
  const { show, setQuery, setSelected, refresh } = rules.getState();
  const [returnTo] = useState(() => (cameFrom() === 'domain' ? rules.getState().opened : null));
  // Below it the medium columns are wider than the list, beside a scroll bar and the whole navigation.
  const isNarrow = useMediaQuery('(max-width: 1220px)', false, { getInitialValueInEffect: false });
  const isWide = useMediaQuery('(min-width: 1500px)', false, { getInitialValueInEffect: false });
  const selection = useMemo(() => ({ selected, change: setSelected }), [selected, setSelected]);

  const ruleColumns = useMemo(
    () =>
      domainColumns({
        width: isWide ? 'wide' : isNarrow ? 'narrow' : 'medium',
        query,
        covering,
        sortBy: (sort, descending) => setQuery({ sort, descending }),
        onChange,
      }).map(ofRule),
    [isWide, isNarrow, query, covering, setQuery, onChange],
  );
  const columns = useMemo<GridColumn<string>[]>(() => {
    const words = { all: 'Select all domains shown', nameOf: (rule: RuleRow) => `Select ${rule.displayPattern}` };
    return [ofRule(selectColumn(selection, ids, (rule: RuleRow) => rule.id, words)), ...ruleColumns];
  }, [selection, ids, ruleColumns]);
  const isPicked = query.search.trim() !== '' || query.part !== null;

  return (
    <div className="gridWithFoot domainsGrid">
      <VirtualGrid
        label="Domains"
        columns={columns}
        items={ids}
        keyOf={(id) => id}
        rowHeight={52}
        onOpen={(id) => {
          rules.getState().setOpened(id);
          go('domain', { rule: id });
        }}
        returnTo={returnTo}
        selection={selection}
        onRange={show}
        empty={
          failure ? (
            <ReadFailure
              icon={<IconShieldLock size={28} />}
              title="The list could not be read"
              failure={failure}
              onRetry={() => void refresh()}
            />
          ) : !loaded ? null : isPicked ? (
            <NothingFound search={query.search.trim()} />
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

function ofRule({ cell, ...column }: GridColumn<RuleRow>): GridColumn<string> {
  return { ...column, cell: (id) => <RuleCell id={id} cell={cell} /> };
}

/** Each cell takes its own rule from the store, so that rows that are read do not render those that are there. */
function RuleCell({ id, cell }: { id: string; cell(rule: RuleRow): ReactNode }) {
  const rule = useRules((state) => state.rows.get(id));
  return rule ? cell(rule) : null;
}

function NothingFound({ search }: { search: string }) {
  const setQuery = useRules((state) => state.setQuery);
  if (search !== '') {
    return (
      <Emptiness icon={<IconShieldLock size={28} />} title={`No domain matches "${search}"`}>
        No rule is for this name, and none covers it.
      </Emptiness>
    );
  }
  return (
    <Emptiness icon={<IconShieldLock size={28} />} title="No domain is like that">
      <div className="emptinessAction">
        <Button variant="default" onClick={() => setQuery({ part: null })}>
          Show all domains
        </Button>
      </div>
    </Emptiness>
  );
}
