import { Collapse, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';

interface DisclosureProps {
  /** The text of the button. */
  label: string;
  /** Beside the button, seen in both states. */
  aside?: ReactNode;
  /** Given together with `onToggle` where somebody else decides. */
  opened?: boolean;
  onToggle?(): void;
  children: ReactNode;
}

/** What most people need not see, behind a button that shows it. */
export function Disclosure({ label, aside, opened, onToggle, children }: DisclosureProps) {
  const [own, setOwn] = useState(false);
  const isOpened = opened ?? own;
  return (
    <div>
      <div className="disclosureLine">
        <UnstyledButton
          type="button"
          className="disclosure"
          aria-expanded={isOpened}
          onClick={onToggle ?? (() => setOwn((shown) => !shown))}
        >
          <IconChevronRight size={16} aria-hidden />
          {label}
        </UnstyledButton>
        {aside}
      </div>
      <Collapse expanded={isOpened}>{children}</Collapse>
    </div>
  );
}
