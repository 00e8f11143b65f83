/** An operator's functions with their types erased: how a plan carries them and how a task finds them by id.
 *  Functions never leave the thread that imported the job module; only ids travel. */

export type UserFunctions = {
  /** The operator's own function: map, predicate, reduce, generator, … */
  readonly fn?: (...args: never[]) => unknown;
  /** What the operator does with the values of its second input. */
  readonly secondFn?: (...args: never[]) => unknown;
  /** The key of a keyed operator, or of a hash or custom edge. */
  readonly keySelector?: (value: never) => unknown;
  /** The key of a keyed operator's second input. */
  readonly secondKeySelector?: (value: never) => unknown;
  /** Of a custom edge. */
  readonly partitioner?: (key: never, partitionCount: number) => number;
};
