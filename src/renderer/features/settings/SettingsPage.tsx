import { Skeleton } from '@mantine/core';
import { IconSettings } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useSettings } from '../../stores/appStores.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { ViewerSections } from '../desktop/ViewerSections.tsx';
import { EngineSections } from './EngineSections.tsx';
import { SettingsForm } from './SettingsForm.tsx';
import './settings.css';
import { ReadFailure } from '../../ui/ReadFailure.tsx';
import { useLeaveQuestion } from './useLeaveQuestion.tsx';

/** What the admin can set, in one form. */
export function SettingsPage() {
  const { opened, failure, open, refresh } = useSettings((state) => state);
  useEffect(() => open(), [open]);
  useLeaveQuestion();

  return (
    <div className="page pageScrolls settingsPage">
      <PageHeader title="Settings">How mail comes in, how it leaves, and what happens when it cannot.</PageHeader>
      {opened ? (
        <SettingsForm opened={opened} />
      ) : failure ? (
        <ReadFailure
          icon={<IconSettings size={28} />}
          title="The settings could not be read"
          failure={failure}
          onRetry={() => void refresh()}
        />
      ) : (
        <Skeleton height={320} aria-hidden />
      )}
      <EngineSections />
      <ViewerSections />
    </div>
  );
}
