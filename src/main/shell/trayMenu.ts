import type { MenuItemConstructorOptions } from 'electron';
import type { Place } from '../../shared/contract/desktop.ts';
import { type PauseChoice, pauseChoices, pauseChoiceWords } from '../../shared/domain/pauseChoices.ts';
import type { TrayView } from './trayView.ts';

export interface TrayActions {
  onOpen(): void;
  onGo(place: Place): void;
  onPause(choice: PauseChoice): void;
  onResume(): void;
  onQuit(): void;
}

/** The tray's menu for what it shows. */
export function trayMenu(view: TrayView, actions: TrayActions): MenuItemConstructorOptions[] {
  const { onGo } = actions;
  return [
    { label: 'Open Sealpost', click: actions.onOpen },
    { type: 'separator' },
    ...view.lines.map((label) => ({ label, enabled: false })),
    ...failureItems(view, onGo),
    { type: 'separator' },
    ...deliveryItems(view, actions),
    { label: 'Settings…', click: () => onGo({ page: 'settings', params: {} }) },
    { label: 'About Sealpost', click: () => onGo({ page: 'about', params: {} }) },
    { type: 'separator' },
    { label: 'Quit…', click: actions.onQuit },
  ];
}

function failureItems({ failures }: TrayView, onGo: TrayActions['onGo']): MenuItemConstructorOptions[] {
  if (failures.length === 0) return [];
  return [
    { type: 'separator' },
    { label: 'Last failures', enabled: false },
    // An ampersand would be taken for an access key.
    ...failures.map(({ label, place }) => ({ label: label.replaceAll('&', '&&'), click: () => onGo(place) })),
  ];
}

function deliveryItems({ delivery }: TrayView, actions: TrayActions): MenuItemConstructorOptions[] {
  if (delivery === null) return [];
  if (delivery === 'resume') return [{ label: 'Resume deliveries', click: actions.onResume }];
  const submenu = pauseChoices.map((choice) => ({
    label: pauseChoiceWords[choice],
    click: () => actions.onPause(choice),
  }));
  return [{ label: 'Pause deliveries', submenu }];
}
