import {
  IconCertificate,
  IconHome,
  IconInfoCircle,
  IconListCheck,
  IconListDetails,
  IconRoute,
  IconSettings,
  IconShieldLock,
  IconStack2,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { AboutPage } from '../about/AboutPage.tsx';
import { DomainPage } from '../domain/DomainPage.tsx';
import { DomainsPage } from '../domains/DomainsPage.tsx';
import { CertificatePage } from '../identity/CertificatePage.tsx';
import { LogPage } from '../log/LogPage.tsx';
import { OverviewPage } from '../overview/OverviewPage.tsx';
import { QueuePage } from '../queue/QueuePage.tsx';
import { RoutesPage } from '../routes/RoutesPage.tsx';
import { SettingsPage } from '../settings/SettingsPage.tsx';
import { SetupPage } from '../setup/SetupPage.tsx';
import type { PageId } from './router.ts';

interface Page {
  id: PageId;
  title: string;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  Component: ComponentType<{ params: URLSearchParams }>;
  /** Reached by the version in the foot of the navigation. */
  isInFoot?: true;
  /** Of a page that is reached from another one and not from the navigation. */
  parent?: PageId;
}

/** In the order of the navigation. */
export const pages: readonly Page[] = [
  { id: 'overview', title: 'Overview', icon: IconHome, Component: OverviewPage },
  { id: 'domains', title: 'Domains', icon: IconShieldLock, Component: DomainsPage },
  { id: 'domain', title: 'Domain', icon: IconShieldLock, Component: DomainPage, parent: 'domains' },
  { id: 'routes', title: 'Routes', icon: IconRoute, Component: RoutesPage },
  { id: 'certificate', title: 'Certificate', icon: IconCertificate, Component: CertificatePage },
  { id: 'log', title: 'Live log', icon: IconListDetails, Component: LogPage },
  { id: 'queue', title: 'Queue', icon: IconStack2, Component: QueuePage },
  { id: 'settings', title: 'Settings', icon: IconSettings, Component: SettingsPage },
  { id: 'about', title: 'About', icon: IconInfoCircle, Component: AboutPage, isInFoot: true },
  { id: 'setup', title: 'Set Up Your TLS Policies', icon: IconListCheck, Component: SetupPage, parent: 'domains' },
];
