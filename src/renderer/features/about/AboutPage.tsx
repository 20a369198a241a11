import { Button, CopyButton } from '@mantine/core';
import { IconBook, IconCheck, IconCopy, IconFolderOpen } from '@tabler/icons-react';
import type { About } from '../../../shared/contract/about.ts';
import type { DesktopView, EngineHost, FolderId } from '../../../shared/contract/desktop.ts';
import { useDesktop, useStatus } from '../../stores/appStores.tsx';
import { FactList, fact } from '../../ui/FactList.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { counted } from '../../ui/quantity.ts';
import { fullTime } from '../../ui/time.ts';
import { useDesktopChange } from '../desktop/useDesktopChange.ts';
import { diagnosticsText } from './diagnostics.ts';
import { shortcuts } from './shortcuts.ts';
import { useAbout } from './useAbout.ts';
import './about.css';

/** Versions, folders and shortcuts; and what to send to somebody who helps. */
export function AboutPage() {
  const about = useAbout();
  const status = useStatus((state) => state.status);
  const view = useDesktop((state) => state.view);
  return (
    <div className="page pageScrolls">
      <PageHeader
        title="About Sealpost"
        actions={
          <>
            <Button
              component="a"
              variant="default"
              href="guide/user-guide.html"
              target="_blank"
              leftSection={<IconBook size={16} />}
            >
              User guide
            </Button>
            <CopyDiagnostics
              text={() => diagnosticsText({ about, status, desktop: view, at: new Date().toISOString() })}
            />
          </>
        }
      >
        Mail to the domains you choose leaves encrypted, or not at all.
      </PageHeader>
      <div className="aboutPanels">
        <Versions about={about} view={view} />
        <Folders about={about} view={view} />
        {view && <EngineHistory engine={view.engine} />}
        {view && <Shortcuts />}
      </div>
    </div>
  );
}

function CopyDiagnostics({ text }: { text(): string }) {
  return (
    <CopyButton value={text()} timeout={2000}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          onClick={copy}
          leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          title="Versions, states and counts: no domain, address, folder or password"
        >
          {copied ? 'Copied' : 'Copy diagnostics'}
        </Button>
      )}
    </CopyButton>
  );
}

function Versions({ about, view }: { about: About | null; view: DesktopView | null }) {
  return (
    <section className="panel" aria-labelledby="aboutVersions">
      <h2 className="panelTitle" id="aboutVersions">
        Versions
      </h2>
      <div className="aboutFacts">
        <FactList
          facts={[
            fact('Sealpost', about?.version ?? view?.versions.app ?? null),
            view && fact('Electron', view.versions.electron),
            view && fact('Chromium', view.versions.chromium),
            fact('Node of the engine', about?.node ?? null),
            fact('SQLite', about?.sqlite ?? null),
            fact('OpenSSL', about?.openssl ?? null),
            fact('System', about && `${about.system} (${about.arch})`),
          ]}
        />
      </div>
    </section>
  );
}

const folderWords: Record<FolderId, { label: string; about: string }> = {
  data: { label: 'Data', about: 'queue, log, settings, keys, and what the relay itself notes in engine.log' },
  desktop: { label: 'This desktop', about: "the window's place, your choices" },
};

function Folders({ about, view }: { about: About | null; view: DesktopView | null }) {
  const openFolder = useDesktop((state) => state.openFolder);
  const change = useDesktopChange();
  return (
    <section className="panel" aria-labelledby="aboutFolders">
      <h2 className="panelTitle" id="aboutFolders">
        Folders
      </h2>
      {view ? (
        <ul className="aboutFolders">
          {view.folders.map(({ id, path }) => (
            <li key={id} className="aboutFolder">
              <div className="aboutFolderText">
                <strong>{folderWords[id].label}</strong> <span className="quieter">({folderWords[id].about})</span>
                <div className="breakAnywhere">{path}</div>
              </div>
              <Button
                variant="default"
                size="compact-sm"
                leftSection={<IconFolderOpen size={15} />}
                aria-label={`Open the folder: ${folderWords[id].label}`}
                onClick={() => change(() => openFolder(id))}
              >
                Open
              </Button>
            </li>
          ))}
        </ul>
      ) : (
        <FactList facts={[fact('Data', about?.dataDir ?? null), fact('Log', about?.logFile ?? null)]} />
      )}
    </section>
  );
}

const phaseWords: Record<EngineHost['phase'], string> = {
  starting: 'Starting',
  running: 'Running',
  restarting: 'Being started again',
  failed: 'Could not start',
  stopped: 'Stopped',
};

function EngineHistory({ engine }: { engine: EngineHost }) {
  return (
    <section className="panel" aria-labelledby="aboutEngine">
      <h2 className="panelTitle" id="aboutEngine">
        The engine
      </h2>
      <div className="aboutFacts">
        <FactList
          facts={[
            fact('State', `${phaseWords[engine.phase]}, since ${fullTime(engine.since)}`),
            fact('Runs as', engine.attached ? 'A service of this machine; the app looks on' : 'A part of this app'),
            fact(
              'Started again',
              engine.restarts === 0 ? 'Never since the app was opened' : counted(engine.restarts, 'time'),
            ),
            engine.lastExit && fact('Last end', `${fullTime(engine.lastExit.at)}. ${engine.lastExit.reason}`),
          ]}
        />
      </div>
    </section>
  );
}

function Shortcuts() {
  const isMac = window.sealpost?.platform === 'darwin';
  return (
    <section className="panel" aria-labelledby="aboutShortcuts">
      <h2 className="panelTitle" id="aboutShortcuts">
        Keyboard
      </h2>
      <dl className="aboutShortcuts">
        {shortcuts.map(({ keys, does }) => (
          <div key={keys}>
            <dt>
              <kbd>{isMac ? keys.replace('Ctrl', 'Cmd') : keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
