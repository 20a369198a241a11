/** Offers a text, or a file that was put together, for saving: a browser downloads it, the desktop app asks where to. */
export function saveFile(fileName: string, mediaType: string, content: string | Blob): void {
  const url = URL.createObjectURL(new Blob([content], { type: `${mediaType};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The download begins after this turn, and needs the address until then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
