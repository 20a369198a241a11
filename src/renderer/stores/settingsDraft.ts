import type { Settings, SettingsInput, SettingsView } from '../../shared/contract/settings.ts';
import type { LinkMode } from '../../shared/domain/tlsMode.ts';
import { displayDomain } from '../ui/idn.ts';

/** A number as its field has it: empty or half typed it is a text. */
export type TypedNumber = number | string;

export interface ListenerDraft {
  host: string;
  port: TypedNumber;
}

export interface SmartHostDraft {
  host: string;
  port: TypedNumber;
  mode: LinkMode;
  username: string;
}

/** The settings as the form's fields have them: lists as text, one a line. */
export interface SettingsDraft {
  listeners: readonly ListenerDraft[];
  hostname: string;
  allowedNetworks: string;
  acceptedDomains: string;
  sendsThrough: 'mx' | 'smart-host';
  /** Kept while MX is chosen, so that changing one's mind loses nothing. */
  smartHost: SmartHostDraft;
  /** A new one; empty leaves the one that is kept. */
  password: string;
  forgetsPassword: boolean;
  dnsServers: string;
  /** Whole paths, one a line. */
  caFiles: string;
  maxMessageMb: TypedNumber;
  maxConnections: TypedNumber;
  maxConnectionsPerDomain: TypedNumber;
  retrySchedule: string;
  lifeHours: TypedNumber;
  tlsLifeHours: TypedNumber;
  sendDsn: boolean;
  sendDelayWarning: boolean;
  delayWarningHours: TypedNumber;
  tlsDelayWarningHours: TypedNumber;
  retentionDays: TypedNumber;
  maxLogMb: TypedNumber;
}

const bytesPerMb = 1024 * 1024;
const newSmartHost: SmartHostDraft = { host: '', port: 587, mode: 'strict', username: '' };

export function draftOf({ settings }: Pick<SettingsView, 'settings'>): SettingsDraft {
  const { smartHost, delivery, queue, notices } = settings;
  return {
    listeners: settings.listeners,
    hostname: settings.hostname,
    allowedNetworks: settings.allowedNetworks.join('\n'),
    acceptedDomains: settings.acceptedDomains.map(displayDomain).join('\n'),
    sendsThrough: smartHost ? 'smart-host' : 'mx',
    smartHost: smartHost ? { ...smartHost, username: smartHost.username ?? '' } : newSmartHost,
    password: '',
    forgetsPassword: false,
    dnsServers: settings.dns.servers.join('\n'),
    caFiles: settings.trust.caFiles.join('\n'),
    maxMessageMb: Math.round((settings.maxMessageBytes / bytesPerMb) * 1000) / 1000,
    maxConnections: delivery.maxConnections,
    maxConnectionsPerDomain: delivery.maxConnectionsPerDomain,
    retrySchedule: queue.retrySchedule,
    lifeHours: queue.lifeHours,
    tlsLifeHours: queue.tlsLifeHours,
    sendDsn: notices.sendDsn,
    sendDelayWarning: notices.sendDelayWarning,
    delayWarningHours: notices.delayWarningHours,
    tlsDelayWarningHours: notices.tlsDelayWarningHours,
    retentionDays: settings.history.retentionDays,
    maxLogMb: settings.history.maxMegabytes,
  };
}

/** The fields that differ from `before`, with what they hold now. */
export function changesOf(before: SettingsDraft, draft: SettingsDraft): Partial<SettingsDraft> {
  const changes = { ...draft };
  const partial: Partial<SettingsDraft> = changes;
  for (const key of keysOf(draft)) {
    if (JSON.stringify(before[key]) === JSON.stringify(draft[key])) delete partial[key];
  }
  return partial;
}

/** What to send for what was changed; everything else is left out and so stays. */
export function inputOf(before: SettingsDraft, draft: SettingsDraft): SettingsInput {
  const changed = changesOf(before, draft);
  const has = (field: keyof SettingsDraft) => field in changed;
  const input: SettingsInput = {};
  if (has('listeners')) {
    input.listeners = draft.listeners.map(({ host, port }) => ({ host: host.trim(), port: Number(port) }));
  }
  if (has('hostname')) input.hostname = draft.hostname.trim();
  if (has('allowedNetworks')) input.allowedNetworks = linesOf(draft.allowedNetworks);
  if (has('acceptedDomains')) input.acceptedDomains = linesOf(draft.acceptedDomains);
  if (has('sendsThrough') || (draft.sendsThrough === 'smart-host' && has('smartHost')))
    input.smartHost = smartHostOf(draft);
  if (draft.sendsThrough === 'smart-host') {
    if (draft.password !== '') input.smartHostPassword = draft.password;
    else if (draft.forgetsPassword) input.smartHostPassword = null;
  }
  if (has('dnsServers')) input.dns = { servers: linesOf(draft.dnsServers).map(withDnsPort) };
  if (has('caFiles')) input.trust = { caFiles: pathsOf(draft.caFiles) };
  if (has('maxMessageMb')) input.maxMessageBytes = Math.round(Number(draft.maxMessageMb) * bytesPerMb);
  const delivery = {
    ...(has('maxConnections') ? { maxConnections: Number(draft.maxConnections) } : {}),
    ...(has('maxConnectionsPerDomain') ? { maxConnectionsPerDomain: Number(draft.maxConnectionsPerDomain) } : {}),
  };
  const queue = {
    ...(has('retrySchedule') ? { retrySchedule: draft.retrySchedule.trim() } : {}),
    ...(has('lifeHours') ? { lifeHours: Number(draft.lifeHours) } : {}),
    ...(has('tlsLifeHours') ? { tlsLifeHours: Number(draft.tlsLifeHours) } : {}),
  };
  const notices = {
    ...(has('sendDsn') ? { sendDsn: draft.sendDsn } : {}),
    ...(has('sendDelayWarning') ? { sendDelayWarning: draft.sendDelayWarning } : {}),
    ...(has('delayWarningHours') ? { delayWarningHours: Number(draft.delayWarningHours) } : {}),
    ...(has('tlsDelayWarningHours') ? { tlsDelayWarningHours: Number(draft.tlsDelayWarningHours) } : {}),
  };
  const history = {
    ...(has('retentionDays') ? { retentionDays: Number(draft.retentionDays) } : {}),
    ...(has('maxLogMb') ? { maxMegabytes: Number(draft.maxLogMb) } : {}),
  };
  if (Object.keys(delivery).length > 0) input.delivery = delivery;
  if (Object.keys(queue).length > 0) input.queue = queue;
  if (Object.keys(notices).length > 0) input.notices = notices;
  if (Object.keys(history).length > 0) input.history = history;
  return input;
}

/** A password was given for one server and one user: the engine forgets it where either changes. */
export function passwordWillBeForgotten(before: SettingsDraft, draft: SettingsDraft): boolean {
  return (
    before.smartHost.host !== draft.smartHost.host.trim() ||
    before.smartHost.username !== draft.smartHost.username.trim()
  );
}

function smartHostOf({ sendsThrough, smartHost }: SettingsDraft): Settings['smartHost'] {
  if (sendsThrough === 'mx') return null;
  const { host, port, mode, username } = smartHost;
  return { host: host.trim(), port: Number(port), mode, username: username.trim() || null };
}

/** One a line; commas, semicolons and blanks part them too, as they do in what is pasted. */
export function linesOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter((line) => line !== '');
}

/** One a line: a path may have blanks and commas in it. */
export function pathsOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** `192.168.1.1` and `fd00::1` with the port that DNS has anyway. */
function withDnsPort(server: string): string {
  if (/^[\d.]+$/.test(server) || /^\[[^\]]+\]$/.test(server)) return `${server}:53`;
  return /^[\da-f]*:[\da-f.]*:[\da-f:.]*$/i.test(server) ? `[${server}]:53` : server;
}

function keysOf<Shape extends object>(shape: Shape): (keyof Shape)[] {
  const keys: (keyof Shape)[] = [];
  for (const key in shape) keys.push(key);
  return keys;
}
