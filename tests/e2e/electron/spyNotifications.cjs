// Loaded before the app: what it tells the system is kept in `globalThis.shownNotices`, since nobody here can show it.
'use strict';
const { Notification } = require('electron');

const shown = [];
Object.assign(globalThis, { shownNotices: shown });

Notification.isSupported = () => true;
Notification.prototype.show = function () {
  shown.push(this);
};
