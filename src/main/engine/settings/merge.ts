import type { Settings, SettingsInput } from '../../../shared/contract/settings.ts';
import type { EngineOverrides } from '../engine.types.ts';

/** Undefined means "left out" at every level; `exactOptionalPropertyTypes` keeps it from being a value. */
function defined<Section extends object>(
  section: Section,
  change: { [Key in keyof Section]?: Section[Key] | undefined } | undefined,
): Section {
  const merged = { ...section };
  for (const key in change) {
    const value = change[key];
    if (value !== undefined) merged[key] = value;
  }
  return merged;
}

/** The settings as they would be after `input`. The password is no part of them. */
export function mergeSettings(today: Settings, input: SettingsInput): Settings {
  return {
    hostname: input.hostname ?? today.hostname,
    listeners: input.listeners ?? today.listeners,
    allowedNetworks: input.allowedNetworks ?? today.allowedNetworks,
    acceptedDomains: input.acceptedDomains ?? today.acceptedDomains,
    maxMessageBytes: input.maxMessageBytes ?? today.maxMessageBytes,
    dns: defined(today.dns, input.dns),
    delivery: defined(today.delivery, input.delivery),
    trust: defined(today.trust, input.trust),
    smartHost: input.smartHost === undefined ? today.smartHost : input.smartHost,
    queue: defined(today.queue, input.queue),
    notices: defined(today.notices, input.notices),
    history: defined(today.history, input.history),
  };
}

/** What is in force: the command line wins over what is saved, and is not saved. Its CA files are added. */
export function applyOverrides(saved: Settings, overrides: EngineOverrides): Settings {
  return {
    ...saved,
    listeners: overrides.listeners ? [...overrides.listeners] : saved.listeners,
    dns: overrides.dnsServers ? { servers: [...overrides.dnsServers] } : saved.dns,
    delivery:
      overrides.deliveryPort === undefined ? saved.delivery : { ...saved.delivery, port: overrides.deliveryPort },
    trust: overrides.caFiles ? { caFiles: [...new Set([...saved.trust.caFiles, ...overrides.caFiles])] } : saved.trust,
  };
}
