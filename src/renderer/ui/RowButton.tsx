import type { ReactNode } from 'react';

interface RowButtonProps {
  /** What it does and to what: read out, and shown as its title where `title` says nothing shorter. */
  label: string;
  title?: string;
  className?: string;
  tone?: string;
  onClick(): void;
  children: ReactNode;
}

/** An icon to press in a row of a long list. Bare, because a screenful of rows is made in the time of one frame. */
export function RowButton({ label, title = label, className = '', tone, onClick, children }: RowButtonProps) {
  return (
    <button
      type="button"
      className={`rowButton ${className}`}
      data-tone={tone}
      aria-label={label}
      title={title}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
