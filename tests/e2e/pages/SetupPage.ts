import { expect, type Locator, type Page } from '@playwright/test';
import { rowsOf } from './navigation.ts';

/** The task "Set Up Your TLS Policies". */
export class SetupPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** As a new admin does: from the overview. */
  async start(): Promise<void> {
    await this.page.getByRole('region', { name: 'First steps' }).getByRole('link', { name: 'Start' }).click();
    await expect(this.title).toBeVisible();
  }

  get title(): Locator {
    return this.page.getByRole('heading', { level: 1, name: 'Set Up Your TLS Policies' });
  }

  step(title: 'Internal server routes' | 'External domains' | 'What is enforced now'): Locator {
    return this.page.getByRole('region', { name: title });
  }

  get needs(): Locator {
    return this.page.getByRole('list', { name: 'What this step needs' });
  }

  get routes(): Locator {
    return this.page.getByRole('list', { name: 'Internal server routes' });
  }

  get domains(): Locator {
    return rowsOf(this.page.getByRole('grid', { name: 'External domains' }));
  }

  get summary(): Locator {
    return this.page.getByRole('list', { name: 'What is enforced now' });
  }

  button(name: 'Next' | 'Back' | 'Finish' | 'Validate' | 'Add a route' | 'Add External Domains' | 'Not now'): Locator {
    return this.page.locator('main').getByRole('button', { name, exact: true });
  }
}
