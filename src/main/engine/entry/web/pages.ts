/** Plain pages for a browser that has no session yet: no script, no style, nothing from the engine. */
function page(title: string, paragraphs: readonly string[], head = ''): string {
  const body = paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} - Sealpost</title>${head}</head>
<body>
<h1>${title}</h1>
${body}
</body>
</html>
`;
}

export const needsLinkPage = page('A one-time link is needed', [
  'Sealpost runs here. To open it, use the link that it printed when it started; each link works once.',
  'For a fresh link, run this on the machine, as the user that Sealpost runs as:',
  '<code>sealpost link</code> (in a checkout: <code>npm run --silent sealpost -- link</code>; ' +
    'if Sealpost was started with <code>--data-dir</code>, give the same here)',
]);

export const notBuiltPage = page('The user interface is not built', [
  'The engine runs, and the command line works. Run <code>npm run build</code>, then start Sealpost again.',
]);

export const onwardPage = page(
  'Welcome',
  ['<a href="/">Open Sealpost</a>'],
  '<meta http-equiv="refresh" content="0; url=/">',
);
