import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import type { RuleChange } from '../../../shared/contract/ruleList.ts';
import { ruleModes } from '../../../shared/domain/tlsMode.ts';
import { tlsVersions } from '../../../shared/domain/tlsVersion.ts';
import { useAppStores, useRules } from '../../stores/appStores.tsx';
import { counted } from '../../ui/quantity.ts';
import { modeWords, versionChoice } from '../sentences/modes.ts';
import { BulkTest } from './BulkTest.tsx';
import { changeRules, deleteRules } from './ruleActions.tsx';

/** What can be done with the selected domains. */
export function BulkBar() {
  const { engine } = useAppStores();
  const state = useRules((rules) => rules);
  const { selected, rows, setSelected } = state;
  /** The ids that are being tested: a selection that changes meanwhile is another one. */
  const [tested, setTested] = useState<readonly string[] | null>(null);
  const ids = [...selected];
  const names = ids.map((id) => rows.get(id)).filter((row) => row !== undefined);
  const change = (wanted: RuleChange) => () => changeRules(state, ids, names, wanted);
  if (tested) return <BulkTest ids={tested} onEnd={() => setTested(null)} />;
  return (
    <div className="selectionBar" role="toolbar" aria-label="Selected domains">
      <span className="strong" role="status">
        {counted(selected.size, 'domain')} selected
      </span>
      <Button size="xs" onClick={() => setTested(ids)}>
        Test now
      </Button>
      <ChoiceMenu
        label="Mode"
        choices={ruleModes.map((mode) => ({ label: modeWords[mode].name, onChoose: change({ mode }) }))}
      />
      <ChoiceMenu
        label="Minimum TLS"
        choices={tlsVersions.toReversed().map((minVersion) => ({
          label: versionChoice(minVersion),
          onChoose: change({ minVersion }),
        }))}
      />
      <Button size="xs" variant="default" onClick={change({ enabled: true })}>
        Enable
      </Button>
      <Button size="xs" variant="default" onClick={change({ enabled: false })}>
        Disable
      </Button>
      <Button
        size="xs"
        variant="default"
        className="dangerButton"
        onClick={() => void deleteRules({ engine, rules: state, ids, names })}
      >
        Delete
      </Button>
      <Button size="xs" variant="subtle" onClick={() => setSelected(new Set())}>
        Clear selection
      </Button>
    </div>
  );
}

interface ChoiceMenuProps {
  label: string;
  choices: readonly { label: string; onChoose(): void }[];
}

function ChoiceMenu({ label, choices }: ChoiceMenuProps) {
  return (
    <Menu position="bottom-start" shadow="md">
      <Menu.Target>
        <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map((choice) => (
          <Menu.Item key={choice.label} onClick={choice.onChoose}>
            {choice.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
