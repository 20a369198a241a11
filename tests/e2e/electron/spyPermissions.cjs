// Loaded before the app: keeps what the app answers where a page asks for a permission. Some of these the machine of the
// tests has nothing to show for, a camera for instance.
'use strict';
const { app } = require('electron');

globalThis.permissionHandlers = {};
app.on('session-created', (session) => {
  for (const name of ['setPermissionRequestHandler', 'setPermissionCheckHandler', 'setDevicePermissionHandler']) {
    const set = session[name].bind(session);
    session[name] = (handler) => {
      globalThis.permissionHandlers[name] = handler;
      set(handler);
    };
  }
});
