/** Copies bytes with the system's memmove, whatever the alignment and whether the target is shared or not.
 *  Measured on shared memory, misaligned, 32 KiB: `TypedArray.set` 4 GB/s, this more than 50 GB/s from the cache. */
import { Buffer } from 'node:buffer';
import type { CopyBytes } from '../copy-bytes.ts';

type BufferCopy = (this: Uint8Array, target: Uint8Array, at: number, from: number, to: number) => number;

// Works on any Uint8Array; wrapping the bytes in a Buffer would allocate.
const copy = (Buffer.prototype as { readonly copy: BufferCopy }).copy;

export const copyBytesNatively: CopyBytes = (source, from, to, target, at) => {
  copy.call(source, target, at, from, to);
};
