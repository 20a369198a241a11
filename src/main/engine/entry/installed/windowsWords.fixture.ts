/** How Windows takes a command line apart, for tests. */

/** CommandLineToArgvW, of the words after the program's. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const [, slashes = '', quote = ''] = /^(\\*)("?)/.exec(line.slice(at)) ?? [];
    if (quote !== '') {
      word = (word ?? '') + '\\'.repeat(slashes.length >> 1);
      if (slashes.length % 2 === 1) word += '"';
      else isQuoted = !isQuoted;
      at += slashes.length;
    } else if (/\s/.test(line[at] ?? '') && !isQuoted) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + line[at];
  }
  return word === null ? words : [...words, word];
}

/**
 * What `cmd.exe /d /s /c …` hands to the batch file: the outermost quotes are gone. Throws where cmd would see the end of
 * a command, or a variable.
 */
export function cmdWords(args: string): string[] {
  const [, line] = /^\/d \/s \/c "(.*)"$/s.exec(args) ?? [];
  if (line === undefined) throw new Error(`cmd.exe is not told one command: ${args}`);
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '%' || (!isQuoted && '&|<>^()'.includes(character)))
      throw new Error(`cmd.exe takes ${character} for its own in: ${line}`);
  }
  return wordsOf(line);
}
