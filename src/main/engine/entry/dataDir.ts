import { homedir } from 'node:os';
import { join } from 'node:path';

/** The current user's folder for Sealpost's data, as the platform's conventions name it. */
export function defaultDataDir(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Sealpost');
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'Sealpost');
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'sealpost');
}
