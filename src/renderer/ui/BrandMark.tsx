/** The envelope with its seal. Decorative: the name stands beside it. */
export function BrandMark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect x="1" y="4" width="30" height="23" rx="5" className="brandPaper" />
      <path d="M3 8.5 14 16.4a3.4 3.4 0 0 0 4 0L29 8.5" className="brandFold" />
      <circle cx="16" cy="19" r="6.4" className="brandSeal" />
      <path d="m13.2 19.1 2 2 3.7-4" className="brandTick" />
    </svg>
  );
}
