// Loaded before the app: the runners of these tests have no keychain. This one turns every bit, which is enough to see
// whether something lies in the clear. `SEALPOST_E2E_KEYCHAIN` is its name: what another one wrapped it does not unwrap.
'use strict';
const { safeStorage } = require('electron');

const name = process.env.SEALPOST_E2E_KEYCHAIN ?? 'mine';
const turn = (octets) => Buffer.from(octets.map((octet) => octet ^ 0xff));

safeStorage.isEncryptionAvailable = () => true;
safeStorage.getSelectedStorageBackend = () => 'gnome_libsecret';
safeStorage.encryptString = (text) => turn(Buffer.from(`${name}:${text}`));
safeStorage.decryptString = (wrapped) => {
  const [by, text] = turn(wrapped).toString().split(':');
  if (by !== name) throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.');
  return text;
};
