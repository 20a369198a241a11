/**
 * The autostart file of a Linux desktop, by the Desktop Entry Specification 1.5. `words` is the command with its
 * arguments, each as the program is to get it.
 */
export function desktopEntry(words: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Sealpost',
    'Comment=Relays the mail of this office, encrypted',
    `Exec=${words.map(quoteExecWord).join(' ')}`,
    'Icon=sealpost',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** True for a file that starts the app: systems switch one off by a line in it. */
export function isEntryEnabled(text: string): boolean {
  return !/^\s*(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/im.test(text);
}

/**
 * One word of the key Exec: always in double quotes, where `"`, backtick, `$` and backslash take a backslash; a `%` would
 * begin a field code and is doubled. The value is a string besides, in which every backslash is doubled again.
 *
 * @throws {RangeError} for a control character: no file could say it
 */
export function quoteExecWord(word: string): string {
  if (/\p{Cc}/u.test(word)) throw new RangeError('A path with a control character cannot be started at login.');
  const quoted = `"${word.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`;
  return quoted.replaceAll('\\', '\\\\');
}
