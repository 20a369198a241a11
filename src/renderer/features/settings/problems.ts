import { parseRetrySchedule } from '../../../shared/domain/retrySchedule.ts';
import { linesOf, type SettingsDraft, type TypedNumber } from '../../stores/settingsDraft.ts';
import {
  dnsServerProblem,
  domainProblem,
  firstProblem,
  hostNameProblem,
  listenAddressProblem,
  networkProblem,
  serverProblem,
} from './textProblems.ts';

const maxHours = 24 * 30;

/** What can be told while it is typed, by the path of the field in the contract. Everything else the engine says. */
export function problemsOf(draft: SettingsDraft): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  const need = (path: string, value: TypedNumber, lowest: number, highest: number) => {
    if (!isWhole(value, lowest, highest)) problems.set(path, `A whole number from ${lowest} to ${highest}.`);
  };
  const tell = (path: string, problem: string | null) => {
    if (problem !== null) problems.set(path, problem);
  };
  for (const [index, { host, port }] of draft.listeners.entries()) {
    tell(`listeners.${index}.host`, listenAddressProblem(host));
    need(`listeners.${index}.port`, port, 0, 65_535);
  }
  tell('hostname', hostNameProblem(draft.hostname));
  tell('allowedNetworks', firstProblem(linesOf(draft.allowedNetworks), networkProblem));
  tell('acceptedDomains', firstProblem(linesOf(draft.acceptedDomains), domainProblem));
  if (draft.sendsThrough === 'smart-host') {
    tell('smartHost.host', serverProblem(draft.smartHost.host));
    need('smartHost.port', draft.smartHost.port, 1, 65_535);
    if (draft.smartHost.username.trim() !== '' && draft.smartHost.mode !== 'strict')
      problems.set(
        'smartHost.mode',
        'A password is only sent to a server that has proved its name: choose strict, or leave the user out.',
      );
  }
  if (!isBetween(draft.maxMessageMb, 0.001, 1024)) problems.set('maxMessageBytes', 'A size up to 1024 MB.');
  need('delivery.maxConnections', draft.maxConnections, 1, 1000);
  need('delivery.maxConnectionsPerDomain', draft.maxConnectionsPerDomain, 1, 100);
  tell('dns.servers', firstProblem(linesOf(draft.dnsServers), dnsServerProblem));
  const schedule = parseRetrySchedule(draft.retrySchedule);
  if (!schedule.ok) problems.set('queue.retrySchedule', schedule.message);
  need('queue.lifeHours', draft.lifeHours, 1, maxHours);
  need('queue.tlsLifeHours', draft.tlsLifeHours, 1, maxHours);
  need('notices.delayWarningHours', draft.delayWarningHours, 1, maxHours);
  need('notices.tlsDelayWarningHours', draft.tlsDelayWarningHours, 1, maxHours);
  need('history.retentionDays', draft.retentionDays, 1, 3650);
  need('history.maxMegabytes', draft.maxLogMb, 10, 1_000_000);
  return problems;
}

function isBetween(value: TypedNumber, lowest: number, highest: number): boolean {
  return value !== '' && Number(value) >= lowest && Number(value) <= highest;
}

function isWhole(value: TypedNumber, lowest: number, highest: number): boolean {
  return isBetween(value, lowest, highest) && Number.isInteger(Number(value));
}
