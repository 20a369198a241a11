import type { Notice } from '../../../shared/contract/status.ts';
import type { EngineSettings } from './engineSettings.ts';

/** Says that mail through the smart host waits for a password that cannot be read, or is not there. */
export function passwordNotices({ secrets, inForce }: EngineSettings, startedAt: number): Notice[] {
  const username = inForce().smartHost?.username ?? null;
  if (username === null) return [];
  const at = new Date(startedAt).toISOString();
  const reason = secrets.locked();
  if (reason !== null) return [{ kind: 'smart-host-password-locked', at, detail: reason }];
  if (secrets.get().smartHostPassword) return [];
  return [{ kind: 'smart-host-password-missing', at, detail: username }];
}
