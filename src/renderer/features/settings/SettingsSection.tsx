import { type ReactNode, useId } from 'react';

interface SettingsSectionProps {
  title: string;
  /** What it is for, in a sentence or two. */
  about: ReactNode;
  children: ReactNode;
}

export function SettingsSection({ title, about, children }: SettingsSectionProps) {
  const titleId = useId();
  return (
    <section className="settingsSection" aria-labelledby={titleId}>
      <div>
        <h2 id={titleId} className="settingsTitle">
          {title}
        </h2>
        <p className="quieter">{about}</p>
      </div>
      <div className="settingsFields">{children}</div>
    </section>
  );
}
