import { Collapse, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';

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

/** What most people need not see, behind a button that shows it: where it opens below the fold it is scrolled to. */
export function Disclosure({ label, aside, opened, onToggle, children }: DisclosureProps) {
  const [own, setOwn] = useState(false);
  const isOpened = opened ?? own;
  const box = useRef<HTMLDivElement>(null);
  /** Opened otherwise, by a field with an error, whoever opened it scrolls to that. */
  const wasPressed = useRef(false);
  const bringIntoView = () => {
    if (isOpened && wasPressed.current && box.current) scrollTo(box.current);
  };
  // Without motion it is open already, else at the end of the transition.
  useEffect(bringIntoView, [isOpened]);
  return (
    <div ref={box}>
      <div className="disclosureLine">
        <UnstyledButton
          type="button"
          className="disclosure"
          aria-expanded={isOpened}
          onClick={() => {
            wasPressed.current = !isOpened;
            if (onToggle) onToggle();
            else setOwn((shown) => !shown);
          }}
        >
          <IconChevronRight size={16} aria-hidden />
          {label}
        </UnstyledButton>
        {aside}
      </div>
      <Collapse expanded={isOpened} onTransitionEnd={bringIntoView}>
        {children}
      </Collapse>
    </div>
  );
}

/** What is longer than half a window begins at its top, with its button. */
function scrollTo(element: HTMLElement): void {
  const isLong = element.getBoundingClientRect().height > window.innerHeight / 2;
  element.scrollIntoView({ block: isLong ? 'start' : 'nearest' });
}
