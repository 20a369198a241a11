import { UnstyledButton } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import type { RuleDirection } from '../../../shared/domain/direction.ts';
import type { RuleMode } from '../../../shared/domain/tlsMode.ts';
import type { GridColumn } from '../../ui/gridColumn.ts';
import { useIsNarrow } from '../../ui/useIsNarrow.ts';
import { VirtualGrid } from '../../ui/VirtualGrid.tsx';
import { directionWords, modeWords } from '../sentences/modes.ts';
import { lineErrors, lineHints, lineName, testWords } from './addDomainsWords.ts';
import { type ForAll, type LineTest, modesForMany, type ReviewLine } from './reviewLines.ts';

interface ReviewGridProps {
  lines: readonly ReviewLine[];
  forAll: ForAll;
  tests: ReadonlyMap<string, LineTest>;
  onChange(line: ReviewLine): void;
  onRemove(line: ReviewLine): void;
}

const modeChoices = modesForMany.map((mode): { value: RuleMode; label: string } => ({
  value: mode,
  label: modeWords[mode].name,
}));
const directionOrder: RuleDirection[] = ['both', 'outbound', 'inbound'];
const directionChoices = directionOrder.map((value) => ({ value, label: directionWords[value].name }));

export function ReviewGrid({ lines, forAll, tests, onChange, onRemove }: ReviewGridProps) {
  const isNarrow = useIsNarrow();
  const columns: GridColumn<ReviewLine>[] = [
    {
      id: 'mark',
      header: <span className="visuallyHidden">State</span>,
      width: '22px',
      cell: (line) => <Mark line={line} />,
    },
    { id: 'domain', header: 'Domain', width: 'minmax(0, 1.4fr)', cell: (line) => <Domain line={line} /> },
    {
      id: 'test',
      header: 'Test',
      width: 'minmax(0, 1fr)',
      cell: (line) => {
        const pattern = line.checked.pattern ?? '';
        const { tone, text } = testWords(line, forAll, tests.get(pattern));
        return (
          <span className="twoLines toneText reviewFinding" data-tone={tone} title={text}>
            {text}
          </span>
        );
      },
    },
    {
      id: 'mode',
      header: 'Mode',
      width: isNarrow ? '196px' : '216px',
      cell: (line) =>
        line.checked.error === undefined && (
          <Choice
            label={`Mode of ${lineName(line.checked)}`}
            choices={modeChoices}
            value={line.mode ?? forAll.mode}
            onChoose={(mode) => onChange({ ...line, mode })}
          />
        ),
    },
    {
      id: 'direction',
      header: 'Direction',
      width: isNarrow ? '104px' : '124px',
      cell: (line) =>
        line.checked.error === undefined && (
          <Choice
            label={`Direction of ${lineName(line.checked)}`}
            choices={directionChoices}
            value={line.direction ?? forAll.direction}
            onChoose={(direction) => onChange({ ...line, direction })}
          />
        ),
    },
    {
      id: 'remove',
      header: <span className="visuallyHidden">Remove</span>,
      width: '60px',
      align: 'end',
      cell: (line) => (
        <UnstyledButton
          className="linkButton"
          data-remove={line.key}
          aria-label={`Remove ${lineName(line.checked)}`}
          onClick={() => onRemove(line)}
        >
          Remove
        </UnstyledButton>
      ),
    },
  ];
  return <VirtualGrid label="Domains to add" columns={columns} items={lines} keyOf={({ key }) => key} rowHeight={50} />;
}

interface ChoiceProps<Value extends string> {
  label: string;
  choices: readonly { value: Value; label: string }[];
  value: Value;
  onChoose(value: Value): void;
}

/** A bare select: the component library's own costs more than a frame of scrolling has. */
function Choice<Value extends string>({ label, choices, value, onChoose }: ChoiceProps<Value>) {
  return (
    <select
      className="lineChoice"
      aria-label={label}
      value={value}
      onChange={(event) => onChoose(choices.find((each) => each.value === event.currentTarget.value)?.value ?? value)}
    >
      {choices.map((each) => (
        <option key={each.value} value={each.value}>
          {each.label}
        </option>
      ))}
    </select>
  );
}

function Mark({ line }: { line: ReviewLine }) {
  const isGood = line.checked.error === undefined;
  const Icon = isGood ? IconCircleCheck : IconCircleX;
  return (
    <span className="reviewMark" data-tone={isGood ? 'good' : 'bad'}>
      <Icon size={19} stroke={1.8} aria-hidden />
      <span className="visuallyHidden">{isGood ? 'Can be added' : 'In error'}</span>
    </span>
  );
}

function Domain({ line: { checked } }: { line: ReviewLine }) {
  const name = lineName(checked);
  const error = checked.error === undefined ? null : lineErrors[checked.error];
  const hints = lineHints(checked).join('. ');
  return (
    <span className="stacked">
      <span className="clipped strong" title={name} dir="auto">
        {name}
      </span>
      {error && (
        <span className="clipped reviewError" data-tone="bad" title={hints}>
          <strong>{error.title}</strong> {hints}
        </span>
      )}
      {!error && hints !== '' && (
        <span className="clipped quieter" title={hints}>
          {hints}
        </span>
      )}
    </span>
  );
}
