// Loaded before the app: what its tray shows can be seen nowhere else. Kept in `globalThis.shownTray`.
'use strict';
const { Tray } = require('electron');

const shown = {};
Object.assign(globalThis, { shownTray: shown });

const spies = {
  setImage: (image) => Object.assign(shown, { image: image.toDataURL() }),
  setToolTip: (text) => Object.assign(shown, { tooltip: text }),
  setContextMenu: (menu) => Object.assign(shown, { menu }),
};
for (const [name, spy] of Object.entries(spies)) {
  const original = Tray.prototype[name];
  Tray.prototype[name] = function (value) {
    spy(value);
    return original.call(this, value);
  };
}
