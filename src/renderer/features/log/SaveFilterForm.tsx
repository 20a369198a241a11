import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import type { LogFilter, SavedFilter } from '../../../shared/contract/logFilter.ts';
import { refusalOfError } from '../../client/engineConnection.ts';
import { useAppStores } from '../../stores/appStores.tsx';
import { tellDone } from '../../ui/notify.ts';
import { filterChips } from './filterWords.ts';

interface SaveFilterFormProps {
  opened: boolean;
  /** The one that gets another name; null for a new one. */
  filter: SavedFilter | null;
  current: LogFilter;
  onClose(): void;
}

export function SaveFilterForm({ opened, filter, current, onClose }: SaveFilterFormProps) {
  const { savedFilters } = useAppStores();
  const [name, setName] = useState('');
  const [isDefault, setIsDefault] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    if (!opened) return;
    setName(filter?.name ?? '');
    setIsDefault(filter?.isDefault ?? false);
    setProblem(null);
  }, [opened, filter]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') {
      setProblem('Give it a name.');
      return;
    }
    try {
      const saved = { name: name.trim(), filter: filter?.filter ?? current, isDefault };
      await savedFilters.getState().save(filter ? { ...saved, id: filter.id } : saved);
      tellDone(`The filter "${saved.name}" is kept under Saved.`);
      onClose();
    } catch (error) {
      setProblem(refusalOfError(error).message);
    }
  };

  return (
    <Modal opened={opened} onClose={onClose} title={filter ? 'Change the filter' : 'Save this filter'} size="sm">
      <form className="saveFilter" onSubmit={(event) => void submit(event)} noValidate>
        {filter === null && (
          <p className="quieter breakAnywhere">
            {filterChips(current)
              .map(({ text }) => text)
              .join(' · ')}
          </p>
        )}
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setProblem(null);
          }}
          error={problem}
          maxLength={60}
          data-autofocus
        />
        <Checkbox
          label="Begin with it when the log is opened"
          checked={isDefault}
          onChange={(event) => setIsDefault(event.currentTarget.checked)}
        />
        <div className="formFoot formFootEnd">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit">Save</Button>
        </div>
      </form>
    </Modal>
  );
}
