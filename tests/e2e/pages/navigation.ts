import { expect, type Locator, type Page } from '@playwright/test';

export type PageTitle = 'Overview' | 'Domains' | 'Routes' | 'Certificate' | 'Live log' | 'Queue' | 'Settings';

/** Goes to a page as a person does, and waits until it is there. */
export async function goTo(page: Page, title: PageTitle): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: title }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
}

/** Rows of a list, without its head. */
export function rowsOf(grid: Locator): Locator {
  return grid.locator('[role="row"][data-index]');
}

/** Answers a question that the app asks before it does something. */
export async function confirm(page: Page, title: string | RegExp, button: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: title });
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await expect(dialog).toBeHidden();
}
