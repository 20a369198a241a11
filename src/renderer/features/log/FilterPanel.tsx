import { Button, Checkbox, NativeSelect, Popover, TextInput } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import type { LogFilter } from '../../../shared/contract/logFilter.ts';
import { messageDirections } from '../../../shared/domain/direction.ts';
import { failureCodeSchema, otherFailureCodes, tlsFailureCodes } from '../../../shared/domain/failureCode.ts';
import { outcomeGroupNames } from '../../../shared/domain/outcomeGroup.ts';
import { useTyped } from '../../ui/useTyped.ts';
import { failureSentences } from '../sentences/failures.ts';
import { directionWords } from '../sentences/modes.ts';
import { countInPanel, groupWords } from './filterWords.ts';

interface FilterPanelProps {
  filter: LogFilter;
  onFilter(filter: LogFilter): void;
}

const codeChoices = [
  { value: '', label: 'Any reason' },
  ...[
    { group: 'About TLS', codes: tlsFailureCodes },
    { group: 'Other', codes: otherFailureCodes },
  ].map(({ group, codes }) => ({
    group,
    items: codes
      .map((code) => ({ value: code, label: failureSentences[code].title }))
      .toSorted((a, b) => a.label.localeCompare(b.label)),
  })),
];

const directionChoices = [
  { value: '', label: 'In and out' },
  ...messageDirections.map((value) => ({ value, label: directionWords[value].name })),
];

/** What is needed less often than the search, applied as it is changed. */
export function FilterPanel({ filter, onFilter }: FilterPanelProps) {
  const count = countInPanel(filter);
  return (
    <Popover position="bottom-start" shadow="md" trapFocus width={380} withinPortal>
      <Popover.Target>
        <Button variant="default" leftSection={<IconAdjustmentsHorizontal size={16} />}>
          {count === 0 ? 'Filters' : `Filters (${count})`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Filters">
        <div className="filterPanel">
          <PanelText label="Domain" value={filter.domain} onTake={(domain) => onFilter({ ...filter, domain })} />
          <div className="filterPair">
            <PanelText label="From" value={filter.sender} onTake={(sender) => onFilter({ ...filter, sender })} />
            <PanelText label="To" value={filter.recipient} onTake={(recipient) => onFilter({ ...filter, recipient })} />
          </div>
          <Checkbox.Group
            label="Outcome"
            value={filter.outcomes}
            onChange={(chosen) =>
              onFilter({ ...filter, outcomes: outcomeGroupNames.filter((group) => chosen.includes(group)) })
            }
          >
            <div className="outcomeChoices">
              {outcomeGroupNames.map((group) => (
                <Checkbox key={group} value={group} label={groupWords[group]} size="xs" />
              ))}
            </div>
          </Checkbox.Group>
          <div className="filterPair">
            <NativeSelect
              label="Reason"
              data={codeChoices}
              value={filter.code ?? ''}
              onChange={({ currentTarget: { value } }) =>
                onFilter({ ...filter, code: failureCodeSchema.safeParse(value).data ?? null })
              }
            />
            <NativeSelect
              label="Direction"
              data={directionChoices}
              value={filter.direction ?? ''}
              onChange={({ currentTarget: { value } }) =>
                onFilter({ ...filter, direction: messageDirections.find((direction) => direction === value) ?? null })
              }
            />
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function PanelText({ label, value, onTake }: { label: string; value: string; onTake(text: string): void }) {
  const [text, setText] = useTyped(value, onTake);
  return (
    <TextInput
      label={label}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      spellCheck={false}
      maxLength={300}
    />
  );
}
