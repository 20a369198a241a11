import { splitByMatch } from './highlight.ts';

/** A text in which what was sought stands out. */
export function Marked({ text, sought }: { text: string; sought: string }) {
  if (sought === '') return text;
  let at = 0;
  return splitByMatch(text, sought).map((part) => {
    const key = at;
    at += part.text.length;
    return part.isMatch ? (
      <mark key={key} className="match">
        {part.text}
      </mark>
    ) : (
      part.text
    );
  });
}
