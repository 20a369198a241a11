import { expect, type Locator } from '@playwright/test';

/** A certificate as it is shown everywhere, somewhere inside `place`. */
export class CertificateView {
  readonly place: Locator;

  constructor(place: Locator) {
    this.place = place;
  }

  /** Shows it where it is behind a button. */
  async disclose(): Promise<void> {
    await this.place.getByRole('button', { name: 'Certificate', exact: true }).click();
    await expect(this.fact('Serial Number')).toBeVisible();
  }

  fact(label: string): Locator {
    return this.place
      .getByRole('term')
      .filter({ hasText: new RegExp(`^${label}$`) })
      .locator('xpath=following-sibling::dd[1]');
  }

  /** Those of the chain, where there is more than one. */
  get chain(): Locator {
    return this.place.getByRole('tab');
  }
}
