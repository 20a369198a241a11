// Loaded before the app, for the tests only.
'use strict';
const { dialog } = require('electron');

// The answers of a debugger wait for the main process to wake up, which an app without a window seldom does.
setInterval(() => {}, 50);

// Answers the message boxes, since nobody is there to press a button. `globalThis.dialogs` says what was asked, and
// which button is pressed; null leaves them open for `press`.
const dialogs = { answer: JSON.parse(process.env.SEALPOST_E2E_DIALOG_BUTTON ?? '0'), asked: [], open: [] };
globalThis.dialogs = dialogs;

dialog.showMessageBox = async (options) => {
  dialogs.asked.push(options);
  const response = dialogs.answer ?? (await new Promise((press) => dialogs.open.push(press)));
  return { response, checkboxChecked: false };
};
