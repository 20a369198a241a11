import { Button } from '@mantine/core';

interface FormFootProps {
  note: string;
  action: string;
  busy: boolean;
  onCancel(): void;
}

/** What follows from it on the left, the buttons on the right. */
export function FormFoot({ note, action, busy, onCancel }: FormFootProps) {
  return (
    <div className="formFoot">
      <span className="quieter">{note}</span>
      <div className="formButtons">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={busy}>
          {action}
        </Button>
      </div>
    </div>
  );
}
