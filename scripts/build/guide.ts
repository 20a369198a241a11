import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Marked } from 'marked';
import { inCheckout } from '../checkout.ts';

/** The pages that Help opens; the first is its entrance. They are linked to each other. */
export const guidePages = ['user-guide', 'tls-verdicts', 'import-and-export'];

const style = `:root { color-scheme: light dark; --line: light-dark(#e3e6eb, #2e353f); --soft: light-dark(#f1f4f9, #232931); }
body { max-width: 46rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; background: light-dark(#fff, #1d2229);
  color: light-dark(#1d2229, #e6e9ee); font: 16px/1.6 system-ui, 'Segoe UI', sans-serif; overflow-wrap: break-word; }
h1, h2, h3 { margin: 2.2em 0 0.6em; line-height: 1.25; }
h1 { margin-top: 0.5em; }
a { color: light-dark(#284e87, #a9c6f0); }
:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
img { max-width: 100%; border: 1px solid var(--line); border-radius: 8px; }
code { padding: 0.1em 0.3em; border-radius: 4px; background: var(--soft); font-size: 0.9em; }
pre { padding: 0.8em 1em; border-radius: 8px; background: var(--soft); overflow-x: auto; }
pre code { padding: 0; }
.table { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.45em 0.7em; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
`;

/** As the anchors of Markdown are known: `#backup-restore-and-a-damaged-database`. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}

/** One page as HTML that needs no script and takes nothing from outside. */
export function guideHtml(markdown: string): string {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${anchorOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      table(token) {
        const cells = (row: typeof token.header, tag: string) =>
          row.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join('');
        const rows = token.rows.map((row) => `<tr>${cells(row, 'td')}</tr>\n`).join('');
        return `<div class="table" tabindex="0" role="group" aria-label="Table"><table>\n<thead><tr>${cells(token.header, 'th')}</tr></thead>\n<tbody>\n${rows}</tbody></table></div>\n`;
      },
      // It scrolls where the window is narrow: the keyboard has to get there.
      code({ text }) {
        const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        return `<pre tabindex="0"><code>${escaped}\n</code></pre>\n`;
      },
      link({ href, tokens }) {
        return `<a href="${href.replace(/\.md(?=#|$)/, '.html')}">${this.parser.parseInline(tokens)}</a>`;
      },
    },
  });
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? 'Sealpost';
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><link rel="stylesheet" href="guide.css"></head>
<body><main>
${marked.parse(markdown, { async: false })}</main></body>
</html>
`;
}

/** Writes the guide beside the user interface, from where both the desktop app and the service show it. */
export function buildGuide(): void {
  const folder = inCheckout('out', 'renderer', 'guide');
  mkdirSync(folder, { recursive: true });
  for (const name of guidePages) {
    writeFileSync(join(folder, `${name}.html`), guideHtml(readFileSync(inCheckout('docs', `${name}.md`), 'utf8')));
  }
  writeFileSync(join(folder, 'guide.css'), style);
  cpSync(inCheckout('docs', 'images'), join(folder, 'images'), { recursive: true });
}
