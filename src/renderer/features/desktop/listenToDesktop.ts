import { assertNever } from '../../../shared/domain/assertNever.ts';
import type { DesktopClient } from '../../client/desktopClient.ts';
import { go, pageIds } from '../shell/router.ts';

/** Does what the menu, the tray and notifications ask of the page. */
export function listenToDesktop(client: DesktopClient): void {
  client.onEvent((event) => {
    switch (event.kind) {
      case 'go': {
        const page = pageIds.find((id) => id === event.place.page);
        if (page) go(page, event.place.params);
        break;
      }
      case 'find':
        focusSearch();
        break;
      case 'changed':
        break;
      default:
        assertNever(event);
    }
  });
}

/** A page without a search field of its own leads to the log's, where everything can be found. */
function focusSearch(): void {
  const field = searchField();
  if (field) {
    field.select();
    return;
  }
  go('log');
  // After the page was put in place.
  requestAnimationFrame(() => requestAnimationFrame(() => searchField()?.select()));
}

function searchField(): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>('[role="dialog"] input[type="search"], main input[type="search"]');
}
