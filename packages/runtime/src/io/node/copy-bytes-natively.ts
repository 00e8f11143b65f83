/** Copies bytes with the system's memmove, whatever the alignment and whether the target is shared or not.
 *  Measured on shared memory, misaligned, 32 KiB: `TypedArray.set` 4 GB/s, this more than 50 GB/s from the cache. */
import { Buffer } from 'node:buffer';
import type { CopyBytes } from '../copy-bytes.ts';

const copy = Buffer.prototype.copy;

export const copyBytesNatively: CopyBytes = (source, from, to, target, at) => {
  copy.call(source, target, at, from, to);
};
