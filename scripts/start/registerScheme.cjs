// Loaded with `electron -r` before the app. Electron's own launcher waits for the app's modules before it is ready; one
// that loads them later (a repackaged Electron under ELECTRON_OVERRIDE_DIST_PATH) is ready too early for the app to
// name its scheme. This does it for the app, as src/main/shell/appProtocol.ts does.
'use strict';
const { protocol } = require('electron');
protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
// A second call, or a late one, is an error.
protocol.registerSchemesAsPrivileged = () => {};
