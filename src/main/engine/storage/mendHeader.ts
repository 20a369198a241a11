import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';

const magic = Buffer.from('SQLite format 3\0', 'latin1');
const pageSize = 4096;

/**
 * Puts right what every database of ours has alike in its first octets (SQLite's "database file format", 1.3), and takes
 * half a page off the end: so that one whose header is damaged, or that was cut, can be opened at all.
 */
export function mendHeader(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    const { size } = fstatSync(handle);
    if (size < pageSize) return;
    const header = Buffer.alloc(100);
    readSync(handle, header, 0, 100, 0);
    magic.copy(header);
    header.writeUInt16BE(pageSize, 16);
    // Write-ahead log, no reserved octets, the payload fractions that are fixed.
    header.set([2, 2, 0, 64, 32, 32], 18);
    header.writeUInt32BE(4, 44);
    header.writeUInt32BE(1, 56);
    const pages = Math.floor(size / pageSize);
    // The size in the header counts only where these two agree: then SQLite looks at the file's own.
    header.writeUInt32BE(pages, 28);
    header.writeUInt32BE(header.readUInt32BE(24), 92);
    writeSync(handle, header, 0, 100, 0);
    ftruncateSync(handle, pages * pageSize);
  } finally {
    closeSync(handle);
  }
}
