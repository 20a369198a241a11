import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inCheckout } from '../checkout.ts';
import { guideHtml, guidePages } from './guide.ts';

it.each(guidePages)('makes a page of %s of which every link and picture leads somewhere', (name) => {
  const html = guideHtml(readFileSync(inCheckout('docs', `${name}.md`), 'utf8'));
  const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  for (const [, href = ''] of html.matchAll(/ href="([^"]+)"/g)) {
    const [page = '', anchor] = href.split('#');
    if (page === '') expect(ids, href).toContain(anchor);
    else expect(['guide.css', ...guidePages.map((each) => `${each}.html`)], href).toContain(page);
  }
  for (const [, src = ''] of html.matchAll(/ src="([^"]+)"/g))
    expect(existsSync(inCheckout('docs', src)), src).toBe(true);
  expect(html).not.toMatch(/<script|style=|https?:\/\/(?!127)/);
});
