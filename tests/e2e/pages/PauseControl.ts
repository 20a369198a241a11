import { expect, type Locator, type Page } from '@playwright/test';

/** In the foot of the navigation, and the banner that every page shows during a pause. */
export class PauseControl {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get banner(): Locator {
    return this.page.getByRole('status').filter({ hasText: 'Deliveries are paused' });
  }

  async pause(choice: 'For 1 hour' | 'For 4 hours' | 'Until tomorrow, 8:00' | 'Until I resume'): Promise<void> {
    await this.page.getByRole('button', { name: 'Pause deliveries' }).click();
    await this.page.getByRole('menuitem', { name: choice }).click();
    await expect(this.banner).toBeVisible();
  }

  async resume(): Promise<void> {
    await this.banner.getByRole('button', { name: 'Resume' }).click();
    await expect(this.banner).toBeHidden();
  }
}
