import type { ReactNode } from 'react';

interface EmptinessProps {
  icon: ReactNode;
  title: string;
  /** It is all that the page shows. */
  isPage?: boolean;
  children?: ReactNode;
}

/** What a list shows when there is nothing in it: why, and what to do. */
export function Emptiness({ icon, title, isPage = false, children }: EmptinessProps) {
  const Title = isPage ? 'h1' : 'p';
  return (
    <div className="emptiness">
      <div className="emptinessIcon" aria-hidden>
        {icon}
      </div>
      <Title className="emptinessTitle" title={title}>
        {title}
      </Title>
      {children !== undefined && <div className="emptinessText">{children}</div>}
    </div>
  );
}
