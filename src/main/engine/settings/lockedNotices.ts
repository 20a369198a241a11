import type { Notice } from '../../../shared/contract/status.ts';
import type { EngineSettings } from './engineSettings.ts';

/** Says that mail through the smart host waits for a password that is there and cannot be read. */
export function lockedNotices({ secrets, inForce }: EngineSettings, startedAt: number): Notice[] {
  const reason = secrets.locked();
  if (reason === null || (inForce().smartHost?.username ?? null) === null) return [];
  return [{ kind: 'smart-host-password-locked', at: new Date(startedAt).toISOString(), detail: reason }];
}
