import type { About } from '../../../shared/contract/about.ts';
import type { DesktopView } from '../../../shared/contract/desktop.ts';
import type { Status } from '../../../shared/contract/status.ts';
import { counted } from '../../ui/quantity.ts';

export interface DiagnosticsInput {
  about: About | null;
  status: Status | null;
  desktop: DesktopView | null;
  at: string;
}

/**
 * What somebody who helps wants to know, as text to paste: versions, states and counts. No domain, address, folder, name
 * or password: it may be pasted in public.
 */
export function diagnosticsText({ about, status, desktop, at }: DiagnosticsInput): string {
  return [
    `Sealpost diagnostics, ${at}`,
    ...(about ? engineLines(about) : ['Engine: not answering']),
    ...(desktop ? desktopLines(desktop) : ['Desktop: none, in a browser']),
    ...(status ? statusLines(status) : []),
  ].join('\n');
}

function engineLines({ version, node, sqlite, openssl, platform, arch, system, startedAt }: About): string[] {
  return [
    `Engine: Sealpost ${version}, Node ${node}, SQLite ${sqlite}, OpenSSL ${openssl}`,
    `System: ${system}, ${platform} ${arch}`,
    `Started: ${startedAt}`,
  ];
}

function desktopLines({ versions, engine }: DesktopView): string[] {
  const { app, electron, chromium, node } = versions;
  return [
    `Desktop: Sealpost ${app}, Electron ${electron}, Chromium ${chromium}, Node ${node}`,
    `Engine host: ${engine.phase}${engine.attached ? ' (a service)' : ''} since ${engine.since}, ${counted(engine.restarts, 'restart')}`,
    ...(engine.lastExit ? [`Last end of the engine: ${engine.lastExit.at}`] : []),
  ];
}

function statusLines(status: Status): string[] {
  const { queue, last24Hours: day, listeners, attention, notices, pause } = status;
  const states = listeners.map(({ state, error }) => (error === null ? state : `${state}: ${error}`));
  const failing = [...new Set(attention.map(({ code }) => code))].join(', ');
  return [
    `State: ${status.state}${pause ? ', deliveries paused' : ''}${status.demo ? ', demo' : ''}`,
    `Listeners: ${states.join(', ')}`,
    `Queue: ${queue.messages} messages, ${queue.deferred} deferred, ${queue.tlsFailures} for TLS, ${queue.held} held`,
    `Last 24 hours: ${day.delivered} delivered, ${day.deliveredOverTls} over TLS, ${day.tlsFailures} TLS failures, ${day.failed} failed, ${day.expired} expired`,
    `Rules: ${status.rules}`,
    ...(failing === '' ? [] : [`Failing with: ${failing}`]),
    ...(notices.length === 0 ? [] : [`Notices: ${notices.map(({ kind }) => kind).join(', ')}`]),
  ];
}
