/** One line of text that ends in an ellipsis where there is no room, with the whole text as its title. */
export function Clipped({ text, className }: { text: string; className?: string }) {
  return (
    <span className={className ? `clipped ${className}` : 'clipped'} title={text} dir="auto">
      {text}
    </span>
  );
}
