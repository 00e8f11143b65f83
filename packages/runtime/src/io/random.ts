/** The door to randomness. Simulated runs are seeded; named streams keep one consumer from shifting another. */

export type Random = {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, bound). */
  integerBelow(bound: number): number;
  /** An independent stream whose values depend only on the seed and `name`. */
  fork(name: string): Random;
};
