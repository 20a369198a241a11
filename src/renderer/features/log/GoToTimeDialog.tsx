import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { isoOfLocal } from '../../ui/localTime.ts';

interface GoToTimeDialogProps {
  opened: boolean;
  onClose(): void;
  onGo(at: string): void;
}

export function GoToTimeDialog({ opened, onClose, onGo }: GoToTimeDialogProps) {
  const [local, setLocal] = useState('');
  const at = isoOfLocal(local, 'end');
  return (
    <Modal opened={opened} onClose={onClose} title="Go to a time" size="sm">
      <form
        className="saveFilter"
        onSubmit={(event) => {
          event.preventDefault();
          if (at === null) return;
          onGo(at);
          onClose();
        }}
      >
        <TextInput
          label="Day and time"
          description="The list shows what happened then. Nothing is filtered out."
          type="datetime-local"
          value={local}
          onChange={(event) => setLocal(event.currentTarget.value)}
          data-autofocus
        />
        <div className="formFoot formFootEnd">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={at === null}>
            Go there
          </Button>
        </div>
      </form>
    </Modal>
  );
}
