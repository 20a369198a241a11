import type { ReactNode } from 'react';

interface EmptinessProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
}

/** What a list shows when there is nothing in it: why, and what to do. */
export function Emptiness({ icon, title, children }: EmptinessProps) {
  return (
    <div className="emptiness">
      <div className="emptinessIcon" aria-hidden>
        {icon}
      </div>
      <p className="emptinessTitle" title={title}>
        {title}
      </p>
      {children !== undefined && <div className="emptinessText">{children}</div>}
    </div>
  );
}
