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
  { name: 'Domains', clicks: [link('domains')], list: 'Domains', field: 'Search domains', debounceMs: 100 },
  { name: 'Live log', clicks: [link('log')], list: 'Live log', field: 'Filter by domain', debounceMs: 200 },
  { name: 'Queue', clicks: [link('queue')], list: 'Queue', field: 'Search the queue', debounceMs: 200 },
];

/** A filter that is picked from a choice: the answer is other rows. */
export interface FilteredList {
  name: string;
  clicks: readonly string[];
  list: string;
  field: string;
  choices: readonly string[];
}

export const filteredLists: readonly FilteredList[] = [
  {
    name: 'Domains, with a test that failed',
    clicks: [link('domains')],
    list: 'Domains',
    field: 'Show',
    choices: ['failing', ''],
  },
  {
    name: 'Live log, by outcome',
    clicks: [link('log')],
    list: 'Live log',
    field: 'Filter by outcome',
    choices: ['failed', ''],
  },
  {
    name: 'Queue, by state',
    clicks: [link('queue')],
    list: 'Queue',
    field: 'Filter by state',
    choices: ['held', ''],
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
