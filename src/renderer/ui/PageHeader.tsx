import { Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface PageHeaderProps {
  title: string;
  /** One line that says how things stand. */
  children?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, children, actions }: PageHeaderProps) {
  return (
    <header className="pageHeader">
      <div className="pageHeaderText">
        <Title order={1} className="pageTitle">
          {title}
        </Title>
        {children !== undefined && <div className="pageLead">{children}</div>}
      </div>
      {actions !== undefined && <div className="pageActions">{actions}</div>}
    </header>
  );
}
