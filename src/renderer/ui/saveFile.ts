/** Offers a text as a file: a browser downloads it, the desktop app asks where to put it. */
export function saveFile(fileName: string, mediaType: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${mediaType};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The download begins after this turn, and needs the address until then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
