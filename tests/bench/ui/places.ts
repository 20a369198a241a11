import type { Page } from '@playwright/test';
import type { Sign } from './windowProbe.ts';

/** A page as it is reached by a click in a window that is open. */
export interface Place {
  name: string;
  /** What leads there, with links clicked before it where it is not in the navigation. */
  clicks: readonly string[];
  /** Its first content: what the reader came for, not its title alone. */
  content: Sign;
}

const link = (page: string) => `nav a[href="#/${page}"]`;
const row = (list: string) => `[role="grid"][aria-label="${list}"] [role="row"][data-index="0"]`;
const anyRow = (list: string): Sign => ({ kind: 'rows', list, text: '' });

/** A route that the bench adds: an empty list is no content. */
export const routeName = 'Branch office';

export const places: readonly Place[] = [
  {
    name: 'Overview',
    clicks: [link('overview')],
    content: { kind: 'element', selector: '[aria-label="Figures"] a' },
  },
  { name: 'Domains', clicks: [link('domains')], content: anyRow('Domains') },
  {
    name: "a domain's page",
    clicks: [link('domains'), `${row('Domains')} .strong`],
    content: { kind: 'element', selector: '[aria-labelledby="serversTitle"]' },
  },
  { name: 'Live log', clicks: [link('log')], content: anyRow('Live log') },
  { name: 'Queue, by message', clicks: [link('queue')], content: anyRow('Queue') },
  {
    name: 'Queue, by domain',
    clicks: [link('queue'), '[aria-label="Show the queue as"] label >> nth=1'],
    content: anyRow('Queue by domain'),
  },
  { name: 'Routes', clicks: [link('routes')], content: { kind: 'element', selector: 'main', text: routeName } },
  {
    name: 'Certificate',
    clicks: [link('certificate')],
    content: { kind: 'element', selector: '[aria-labelledby="identityStateTitle"]' },
  },
  { name: 'Settings', clicks: [link('settings')], content: { kind: 'element', selector: 'main form input' } },
  { name: 'About', clicks: [link('about')], content: { kind: 'element', selector: 'main dt', text: 'SQLite' } },
];

/** Where no list is open: from here each page is opened. */
export const quietLink = { to: link('certificate'), fromCertificate: link('settings') };

/** A list that is searched by typing: the answer is rows that all have the text in them. */
export interface SearchedList {
  name: string;
  clicks: readonly string[];
  list: string;
  field: string;
  /** How long the field waits for another key before it asks. */
  debounceMs: number;
}

export const searchedLists: readonly SearchedList[] = [
  { name: 'Domains', clicks: [link('domains')], list: 'Domains', field: 'Search domains', debounceMs: 60 },
  { name: 'Live log', clicks: [link('log')], list: 'Live log', field: 'Search the log', debounceMs: 150 },
  { name: 'Queue', clicks: [link('queue')], list: 'Queue', field: 'Search the queue', debounceMs: 200 },
];

/** A filter that is set and taken back: the answer is other rows. */
export interface FilteredList {
  name: string;
  clicks: readonly string[];
  list: string;
  changes: readonly ((page: Page) => Promise<unknown>)[];
}

const choose = (name: string, value: string) => (page: Page) =>
  page.getByRole('combobox', { name }).selectOption(value);
const switchOver = (name: string) => (page: Page) => page.getByRole('switch', { name }).click();

export const filteredLists: readonly FilteredList[] = [
  {
    name: 'Domains, those whose test failed',
    clicks: [link('domains')],
    list: 'Domains',
    changes: [choose('Show', 'failing'), choose('Show', '')],
  },
  {
    name: 'Live log, only TLS failures',
    clicks: [link('log')],
    list: 'Live log',
    changes: [switchOver('Only TLS failures'), switchOver('Only TLS failures')],
  },
  {
    name: 'Queue, on hold',
    clicks: [link('queue')],
    list: 'Queue',
    changes: [choose('Filter by state', 'held'), choose('Filter by state', '')],
  },
];

export const scrolledLists = [
  { name: 'Domains', clicks: [link('domains')], list: 'Domains' },
  { name: 'Live log', clicks: [link('log')], list: 'Live log' },
  { name: 'Queue, by message', clicks: [link('queue')], list: 'Queue' },
  {
    name: 'Queue, by domain',
    clicks: [link('queue'), '[aria-label="Show the queue as"] label >> nth=1'],
    list: 'Queue by domain',
  },
] as const;
