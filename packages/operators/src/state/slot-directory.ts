/** What a column of state is indexed by: the keys of a task, or its windows. One slot is current.
 *  Invariant: `onGrow` listeners run before a slot at or beyond the old capacity is given out. */

export type SlotDirectory = {
  currentIndex: number;
  readonly capacity: number;
  onGrow(listener: (capacity: number) => void): void;
};
