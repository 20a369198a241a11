import type { SettingsDraft, TypedNumber } from '../../stores/settingsDraft.ts';

const maxHours = 24 * 30;

/** What can be told while it is typed, by the path of the field in the contract. Everything else the engine says. */
export function problemsOf(draft: SettingsDraft): ReadonlyMap<string, string> {
  const problems = new Map<string, string>();
  const need = (path: string, value: TypedNumber, lowest: number, highest: number) => {
    if (!isWhole(value, lowest, highest)) problems.set(path, `A whole number from ${lowest} to ${highest}.`);
  };
  for (const [index, { host, port }] of draft.listeners.entries()) {
    if (host.trim() === '') problems.set(`listeners.${index}.host`, 'An address of this machine.');
    need(`listeners.${index}.port`, port, 0, 65_535);
  }
  if (draft.hostname.trim() === '') problems.set('hostname', 'A host name.');
  if (draft.sendsThrough === 'smart-host') {
    if (draft.smartHost.host.trim() === '') problems.set('smartHost.host', 'The name of the server.');
    need('smartHost.port', draft.smartHost.port, 1, 65_535);
  }
  if (!isBetween(draft.maxMessageMb, 0.001, 1024)) problems.set('maxMessageBytes', 'A size up to 1024 MB.');
  need('delivery.maxConnections', draft.maxConnections, 1, 1000);
  need('delivery.maxConnectionsPerDomain', draft.maxConnectionsPerDomain, 1, 100);
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
