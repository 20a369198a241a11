import { Button, UnstyledButton } from '@mantine/core';
import { IconPlaylistAdd, IconShieldLock } from '@tabler/icons-react';
import { useState } from 'react';
import type { ListedRule } from '../../../shared/contract/rule.ts';
import type { EngineConnection } from '../../client/engineConnection.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import { Emptiness } from '../../ui/Emptiness.tsx';
import type { GridColumn } from '../../ui/gridColumn.ts';
import { tellFailed } from '../../ui/notify.ts';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { VirtualGrid } from '../../ui/VirtualGrid.tsx';
import { AddDomainsDialog } from '../addDomains/AddDomainsDialog.tsx';
import { tellRulesChanged } from '../ruleFiles/tellRulesChanged.ts';
import { directionWords, modeWords } from '../sentences/modes.ts';

/** The domains that have a rule already, and the way to add more. What is added here holds at once. */
export function DomainsStep({ rules }: { rules: readonly ListedRule[] }) {
  const { engine } = useAppStores();
  const [adding, setAdding] = useState(false);
  const columns: GridColumn<ListedRule>[] = [
    {
      id: 'pattern',
      header: 'Domain',
      width: 'minmax(0, 1fr)',
      cell: ({ displayPattern }) => (
        <span className="clipped strong" title={displayPattern} dir="auto">
          {displayPattern}
        </span>
      ),
    },
    {
      id: 'mode',
      header: 'Mode',
      width: '196px',
      cell: ({ enabled, mode }) => (
        <ToneMark tone={enabled && mode !== 'watch' ? 'good' : 'plain'}>
          {enabled ? modeWords[mode].name : 'Switched off'}
        </ToneMark>
      ),
    },
    { id: 'direction', header: 'Direction', width: '96px', cell: ({ direction }) => directionWords[direction].name },
    {
      id: 'remove',
      header: <span className="visuallyHidden">Delete</span>,
      width: '66px',
      align: 'end',
      cell: (rule) => (
        <UnstyledButton
          className="linkButton"
          aria-label={`Delete ${rule.displayPattern}`}
          onClick={() => void remove(engine, rule)}
        >
          Delete
        </UnstyledButton>
      ),
    },
  ];

  return (
    <>
      <div className="setupHead">
        <div>
          <h2 className="panelTitle" id="setupStepTitle">
            External domains
          </h2>
          <p>
            Mail to and from these domains is sent only as their mode allows. All others: encrypted where it is offered.
          </p>
        </div>
        <Button leftSection={<IconPlaylistAdd size={18} />} onClick={() => setAdding(true)}>
          Add External Domains
        </Button>
      </div>
      <div className="setupGrid">
        <VirtualGrid
          label="External domains"
          columns={columns}
          items={rules}
          keyOf={({ id }) => id}
          rowHeight={44}
          empty={
            <Emptiness icon={<IconShieldLock size={28} />} title="No domain has a rule yet">
              Add the domains of your partners, your bank, your lawyer: whoever must never get mail in the clear.
            </Emptiness>
          }
        />
      </div>
      <AddDomainsDialog opened={adding} onClose={() => setAdding(false)} />
    </>
  );
}

async function remove(engine: EngineConnection, { id, displayPattern }: ListedRule): Promise<void> {
  try {
    const { undoId } = await engine.call('rules.remove', { ids: [id] });
    tellRulesChanged(engine, {
      message: `${displayPattern} is deleted. Its mail is sent like that of all other domains.`,
      undoId,
      undone: `${displayPattern} is back.`,
    });
  } catch (error) {
    tellFailed(`${displayPattern} was not deleted`, error);
  }
}
