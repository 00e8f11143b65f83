/** The door to the machine's memory copy, for bytes that go from a socket's buffer into shared memory.
 *  `TypedArray.set` onto shared memory copies byte by byte unless both ends are aligned alike (it must not tear words),
 *  which a stream never is: 4 GB/s. The real door (io/node) uses the system's memmove; a simulated world needs none. */

/** Copies `source[from, to)` to `target[at…]`. They do not overlap. */
export type CopyBytes = (
  source: Uint8Array,
  from: number,
  to: number,
  target: Uint8Array,
  at: number,
) => void;

export const copyBytesPortably: CopyBytes = (source, from, to, target, at) => {
  target.set(source.subarray(from, to), at);
};
