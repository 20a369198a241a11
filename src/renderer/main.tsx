import './client/zodWithoutEval.ts';
import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './ui/app.css';
import './ui/reducedMotion.css';
import './ui/charts/charts.css';
import './ui/disclosure.css';
import './ui/drawer.css';
import './ui/facts.css';
import './ui/grid.css';
import './features/certificate/certificate.css';
import './features/domain/domain.css';
import './features/domains/domains.css';
import './features/identity/identity.css';
import './features/log/log.css';
import './features/overview/overview.css';
import './features/queue/queue.css';
import './features/shell/shell.css';
import './features/verdict/verdict.css';
import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createDesktopClient } from './client/desktopClient.ts';
import { electronCarrier } from './client/electronChannel.ts';
import { connectEngine } from './client/engineConnection.ts';
import { ownServiceOptions, webSocketCarrier } from './client/webSocketChannel.ts';
import { listenToDesktop } from './features/desktop/listenToDesktop.ts';
import { Shell } from './features/shell/Shell.tsx';
import { createAppStores, StoresProvider } from './stores/appStores.tsx';
import { cssVariables, theme } from './ui/theme.ts';

const carrier = window.sealpost
  ? electronCarrier(window.sealpost)
  : webSocketCarrier(ownServiceOptions(window.location));
const shell = window.sealpost ? createDesktopClient(window.sealpost.desktop) : null;
if (shell) listenToDesktop(shell);
const stores = createAppStores(connectEngine(carrier), shell);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <StoresProvider stores={stores}>
        <ModalsProvider>
          <Notifications position="bottom-right" limit={4} />
          <Shell />
        </ModalsProvider>
      </StoresProvider>
    </MantineProvider>
  </StrictMode>,
);
