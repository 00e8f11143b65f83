/** The keys of a keyed task as its state sees them: dense indexes, one of them current.
 *  The record reader's key table is one; a test driver brings its own.
 *  Invariant: an index, once given, stays; `onGrow` listeners run before an index beyond the capacity is given out. */

export type KeyDirectory = {
  /** Index of the key of the record being processed. */
  currentIndex: number;
  readonly currentKey: unknown;
  readonly size: number;
  readonly capacity: number;
  /** Keys by index. */
  readonly values: readonly unknown[];
  /** Java's hash of the key: its key group follows from it. */
  hashOf(index: number): number;
  onGrow(listener: (capacity: number) => void): void;
};
