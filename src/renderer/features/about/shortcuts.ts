/** What the desktop's menu offers; a browser keeps most of these keys for itself. */
export const shortcuts = [
  { keys: 'Ctrl+1 … Ctrl+6', does: 'Overview, Domains, Routes, Certificate, Live log, Queue' },
  { keys: 'Ctrl+,', does: 'Settings' },
  { keys: 'Ctrl+F', does: 'Search on this page, or in the log' },
  { keys: 'Ctrl+Plus, Ctrl+−, Ctrl+0', does: 'Larger, smaller, as it was' },
  { keys: 'F1', does: 'The user guide where it is installed, else this page' },
  { keys: 'Ctrl+W', does: 'Close the window; the relay goes on' },
  { keys: 'Ctrl+Q', does: 'Quit' },
] as const;
