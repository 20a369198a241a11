// Loaded before the app: the first request for its page is never answered, as if what carries it hung.
'use strict';
const { app, session } = require('electron');

app.whenReady().then(() => {
  const { protocol } = session.defaultSession;
  const handle = protocol.handle.bind(protocol);
  const requests = [];
  Object.assign(globalThis, { stuckRequests: requests });
  protocol.handle = (scheme, answer) =>
    handle(scheme, (request) => {
      if (requests.length > 0) return answer(request);
      requests.push(request.url);
      return new Promise(() => {});
    });
});
