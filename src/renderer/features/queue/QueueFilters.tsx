import { Button, NativeSelect } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { messageDirections } from '../../../shared/domain/direction.ts';
import { otherFailureCodes, tlsFailureCodes } from '../../../shared/domain/failureCode.ts';
import { useQueue } from '../../stores/appStores.tsx';
import { everyMessage, isChosen, type QueueField, queueFields, readReason } from '../../stores/queueFilter.ts';
import { SearchField } from '../../ui/SearchField.tsx';
import { failureSentences } from '../sentences/failures.ts';
import { directionWords } from '../sentences/modes.ts';

const fieldWords: Record<QueueField, string> = {
  anything: 'Anything',
  domain: 'Domain',
  sender: 'Sender',
  recipient: 'Recipient',
};

const reasons = [
  { value: '', label: 'Any reason' },
  { value: 'tls', label: 'Any TLS failure' },
  { group: 'TLS failures', items: tlsFailureCodes.map((value) => ({ value, label: failureSentences[value].title })) },
  { group: 'Others', items: otherFailureCodes.map((value) => ({ value, label: failureSentences[value].title })) },
];

/** Finds messages by what is typed and picked; the engine looks through all of them. */
export function QueueFilters() {
  const choice = useQueue((state) => state.choice);
  const setChoice = useQueue((state) => state.setChoice);
  return (
    <>
      <div className="queueSearch">
        <SearchField
          label="Search the queue"
          placeholder="Search"
          value={choice.text}
          onSearch={(text) => setChoice({ text })}
          className="queueSearchText"
        />
        <NativeSelect
          aria-label="Search in"
          data={queueFields.map((value) => ({ value, label: fieldWords[value] }))}
          value={choice.field}
          onChange={({ currentTarget: { value } }) =>
            setChoice({ field: queueFields.find((field) => field === value) ?? 'anything' })
          }
          className="queueSearchField"
        />
      </div>
      <NativeSelect
        aria-label="Filter by reason"
        data={reasons}
        value={choice.reason ?? ''}
        onChange={({ currentTarget: { value } }) => setChoice({ reason: readReason(value) })}
        className="queueSelect"
      />
      <NativeSelect
        aria-label="Filter by state"
        data={[
          { value: '', label: 'Held or not' },
          { value: 'held', label: 'On hold' },
          { value: 'free', label: 'Not on hold' },
        ]}
        value={choice.held === null ? '' : choice.held ? 'held' : 'free'}
        onChange={({ currentTarget: { value } }) => setChoice({ held: value === '' ? null : value === 'held' })}
        className="queueSelect"
      />
      <NativeSelect
        aria-label="Filter by direction"
        data={[
          { value: '', label: 'Both directions' },
          ...messageDirections.map((value) => ({ value, label: directionWords[value].name })),
        ]}
        value={choice.direction ?? ''}
        onChange={({ currentTarget: { value } }) =>
          setChoice({ direction: messageDirections.find((direction) => direction === value) ?? null })
        }
        className="queueSelect"
      />
      {isChosen(choice) && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconX size={15} />}
          onClick={() => setChoice(everyMessage)}
        >
          Clear
        </Button>
      )}
    </>
  );
}
