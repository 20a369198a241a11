import { app } from 'electron';
import { registerAppScheme } from './shell/appProtocol.ts';
import { readLaunchOptions, userDataDir } from './shell/launchOptions.ts';
import { startShell } from './shell/startShell.ts';

/** The desktop's bootstrap: what must happen before Electron is ready, then the shell. */

registerAppScheme();
// Windows knows by it whose notifications and whose entry at login they are.
app.setAppUserModelId('app.sealpost.desktop');
const options = readLaunchOptions(process.argv, process.env, process.cwd());
app.setPath('userData', userDataDir(app.getPath('appData'), options));

if (app.requestSingleInstanceLock({ hidden: options.hidden })) {
  void app.whenReady().then(() => {
    startShell({ ...options, appPath: app.getAppPath(), env: process.env });
  });
} else {
  // The one that runs shows its window now.
  app.exit(0);
}
