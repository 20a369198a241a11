import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconDownload, IconListCheck, IconPlaylistAdd, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { AddDomainsDialog } from '../addDomains/AddDomainsDialog.tsx';
import { go } from '../shell/router.ts';
import { ExportDialog } from './ExportDialog.tsx';
import { ImportDialog } from './ImportDialog.tsx';

type Opened = 'add' | 'import' | 'export' | null;

/** What is done with many domains at once, for the head of their page. */
export function DomainsTools() {
  const [opened, setOpened] = useState<Opened>(null);
  const close = () => setOpened(null);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconUpload size={16} />} onClick={() => setOpened('import')}>
            Import…
          </Menu.Item>
          <Menu.Item leftSection={<IconDownload size={16} />} onClick={() => setOpened('export')}>
            Export…
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconListCheck size={16} />} onClick={() => go('setup')}>
            Set Up Your TLS Policies
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button variant="default" leftSection={<IconPlaylistAdd size={18} />} onClick={() => setOpened('add')}>
        Add External Domains
      </Button>
      <AddDomainsDialog opened={opened === 'add'} onClose={close} />
      <ImportDialog opened={opened === 'import'} onClose={close} />
      <ExportDialog opened={opened === 'export'} onClose={close} />
    </>
  );
}
