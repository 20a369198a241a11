// Loaded before the app: answers its message boxes, since nobody is there to press a button. `globalThis.dialogs` says
// what was asked, and which button is pressed; null leaves them open for `press`.
'use strict';
const { dialog } = require('electron');

const dialogs = { answer: JSON.parse(process.env.SEALPOST_E2E_DIALOG_BUTTON ?? '0'), asked: [], open: [] };
globalThis.dialogs = dialogs;

dialog.showMessageBox = async (options) => {
  dialogs.asked.push(options);
  const response = dialogs.answer ?? (await new Promise((press) => dialogs.open.push(press)));
  return { response, checkboxChecked: false };
};
