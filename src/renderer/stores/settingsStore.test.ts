import { expect, it } from 'vitest';
import { ContractError } from '../../shared/contract/errors.ts';
import type { Settings } from '../../shared/contract/settings.ts';
import { createTestEngine, settle } from './engine.fixture.ts';
import { settingsView } from './settings.fixture.ts';
import { createSettingsStore } from './settingsStore.ts';

async function openedSettings() {
  const test = createTestEngine();
  let settings: Partial<Settings> = {};
  test.handlers['settings.get'] = () => settingsView(settings);
  const store = createSettingsStore(test.engine);
  store.getState().open();
  await settle();
  return {
    ...test,
    store,
    draft: () => store.getState().opened?.draft,
    setElsewhere(changed: Partial<Settings>) {
      settings = changed;
    },
  };
}

it('keeps what is being changed when it reads again, and takes over the rest', async () => {
  const { store, draft, setElsewhere, reconnect } = await openedSettings();
  store.getState().edit({ hostname: 'new.office.example' });
  setElsewhere({ hostname: 'other.office.example', acceptedDomains: ['a.example', 'b.example'] });
  reconnect();
  await settle();
  expect(draft()).toMatchObject({ hostname: 'new.office.example', acceptedDomains: 'a.example\nb.example' });
  store.getState().discard();
  expect(draft()).toMatchObject({ hostname: 'other.office.example' });
});

it('saves what was changed and fills the form with what is in force', async () => {
  const { store, draft, handlers, calls } = await openedSettings();
  handlers['settings.save'] = () => settingsView({ acceptedDomains: ['xn--mnchen-3ya.example'] });
  store.getState().edit({ acceptedDomains: 'münchen.example' });
  await store.getState().save();
  expect(calls.at(-1)).toEqual({ name: 'settings.save', input: { acceptedDomains: ['münchen.example'] } });
  expect(draft()).toMatchObject({ acceptedDomains: 'münchen.example' });
  expect(store.getState().opened?.before).toEqual(draft());
});

it('keeps the form when the engine refuses', async () => {
  const { store, draft, handlers } = await openedSettings();
  handlers['settings.save'] = () => {
    throw new ContractError({ code: 'invalid-input', field: 'hostname', message: 'No.' });
  };
  store.getState().edit({ hostname: 'bad name' });
  await expect(store.getState().save()).rejects.toMatchObject({ refusal: { field: 'hostname' } });
  expect(draft()).toMatchObject({ hostname: 'bad name' });
});

it('keeps what is typed while it saves', async () => {
  const { store, draft, handlers } = await openedSettings();
  handlers['settings.save'] = () => settingsView({ hostname: 'new.office.example' });
  store.getState().edit({ hostname: 'new.office.example' });
  const saved = store.getState().save();
  store.getState().edit({ lifeHours: 24 });
  await saved;
  expect(draft()).toMatchObject({ hostname: 'new.office.example', lifeHours: 24 });
  expect(store.getState().opened?.before.lifeHours).toBe(120);
});
