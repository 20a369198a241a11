import type { ReactNode } from 'react';
import type { Rule } from '../../../shared/contract/rule.ts';
import type { RuleRow, RuleSortKey } from '../../../shared/contract/ruleList.ts';
import type { RuleQuery, RulesState } from '../../stores/rulesStore.ts';
import { Clipped } from '../../ui/Clipped.tsx';
import type { GridColumn } from '../../ui/gridColumn.ts';
import { SortHeader } from '../../ui/SortHeader.tsx';
import { directionWords } from '../sentences/modes.ts';
import { go } from '../shell/router.ts';
import {
  ActionsCell,
  CertificateCell,
  CountCell,
  EnabledCell,
  ModeCell,
  PatternCell,
  Version,
  WaitingCell,
} from './DomainCells.tsx';
import { isDescendingAtFirst } from './listWords.ts';
import { VerdictMark } from './VerdictMark.tsx';

/** How much room there is: what a column leaves out stands elsewhere in the row, or on the domain's page. */
export type ListWidth = 'narrow' | 'medium' | 'wide';

interface ColumnsOptions {
  width: ListWidth;
  query: RuleQuery;
  covering: RulesState['covering'];
  sortBy(sort: RuleSortKey, descending: boolean): void;
  onChange(rule: Rule): void;
}

type RuleColumn = GridColumn<RuleRow>;

/** The columns of the list of domains, the most important first. */
export function domainColumns({ width, query, covering, sortBy, onChange }: ColumnsOptions): RuleColumn[] {
  const sortable = (
    key: RuleSortKey,
    header: ReactNode,
    column: Omit<RuleColumn, 'id' | 'header' | 'sort'>,
  ): RuleColumn => {
    const state = query.sort !== key ? 'none' : query.descending ? 'descending' : 'ascending';
    const onSort = () => sortBy(key, state === 'none' ? isDescendingAtFirst(key) : !query.descending);
    return {
      id: key,
      sort: state,
      header: (
        <SortHeader state={state} onSort={onSort}>
          {header}
        </SortHeader>
      ),
      ...column,
    };
  };
  const isNarrow = width === 'narrow';
  const isWide = width === 'wide';
  const when = (condition: boolean, column: RuleColumn) => (condition ? [column] : []);
  return [
    sortable('pattern', 'Domain', {
      width: 'minmax(130px, 1.6fr)',
      cell: (rule) => (
        <PatternCell rule={rule} covered={covering?.ids.includes(rule.id) ? covering.name : null} withNote={!isWide} />
      ),
    }),
    sortable('mode', 'Mode', {
      width: isWide ? '104px' : '136px',
      cell: (rule) => <ModeCell rule={rule} withMore={!isWide} />,
    }),
    ...when(
      isWide,
      sortable('direction', 'Direction', { width: '88px', cell: (rule) => directionWords[rule.direction].name }),
    ),
    ...when(isWide, sortable('minVersion', 'Min. TLS', { width: '78px', cell: (rule) => <Version rule={rule} /> })),
    sortable('verdict', 'Test', {
      width: isNarrow ? '44px' : '102px',
      cell: (rule) => (
        <VerdictMark rule={rule} withAge={!isNarrow} onOpen={() => go('domains', { test: rule.pattern }, 'replace')} />
      ),
    }),
    ...when(
      !isNarrow,
      sortable('mail', <span title="Mail to and from the domain in the last 7 days">Mail</span>, {
        width: '58px',
        align: 'end',
        cell: (rule) => <CountCell count={rule.traffic.mail} />,
      }),
    ),
    sortable('tlsFailures', <span title="TLS failures in the last 7 days">Failures</span>, {
      width: '74px',
      align: 'end',
      cell: (rule) => <CountCell count={rule.traffic.tlsFailures} tone="bad" />,
    }),
    sortable('waiting', 'Waiting', {
      width: '68px',
      align: 'end',
      cell: (rule) => <WaitingCell rule={rule} />,
    }),
    ...when(
      !isNarrow,
      sortable('certificate', <span title="Days until the certificate ends">Cert.</span>, {
        width: '62px',
        align: 'end',
        cell: (rule) => <CertificateCell rule={rule} />,
      }),
    ),
    ...when(
      isWide,
      sortable('note', 'Note', {
        width: 'minmax(0, 1.4fr)',
        cell: (rule) => <Clipped text={rule.note} className="quieter" />,
      }),
    ),
    sortable('enabled', 'Enabled', { width: '72px', cell: (rule) => <EnabledCell rule={rule} /> }),
    {
      id: 'actions',
      header: <span className="visuallyHidden">Actions</span>,
      width: '60px',
      align: 'end',
      cell: (rule) => <ActionsCell rule={rule} onChange={onChange} />,
    },
  ];
}
