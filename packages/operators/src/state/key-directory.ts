/** The keys of a keyed task as its state sees them: dense indexes, one of them current.
 *  The record reader's key table is one; a test driver brings its own.
 *  Invariant: an index, once given, stays; `onGrow` listeners run before an index beyond the capacity is given out. */

import type { SlotDirectory } from './slot-directory.ts';

export type KeyDirectory = SlotDirectory & {
  readonly currentKey: unknown;
  readonly size: number;
  /** Keys by index. */
  readonly values: readonly unknown[];
  /** Java's hash of the key: its key group follows from it. */
  hashOf(index: number): number;
  /** The index of this key, which is added when it is new. For keys that come as values, not as bytes. */
  find(key: unknown): number;
};
