/** Writes all bytes to a file descriptor, synchronously. A pipe or terminal may answer EAGAIN when its reader is slow:
 *  then the thread sleeps a moment and tries again, so nothing is lost and nothing is cut. */
import { writeSync } from 'node:fs';

const EAGAIN_PAUSE_MS = 1;
const sleepWord = new Int32Array(new SharedArrayBuffer(4));

export function writeFully(fileDescriptor: number, bytes: Uint8Array): void {
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += writeSync(fileDescriptor, bytes, offset, bytes.length - offset);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(sleepWord, 0, 0, EAGAIN_PAUSE_MS);
    }
  }
}
