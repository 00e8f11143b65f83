/** Which of the actors that wait for a turn takes the next one. Production has no policy: first come, first served.
 *  A simulation explores other orders from a seed, or repeats one from a list of choices. Any choice is right:
 *  actors run independently, and the order of messages between two of them does not depend on it. */

export type SchedulingPolicy = {
  /** @param names of those who wait, in order of arrival, at least one. @returns an index into them */
  pick(names: readonly string[]): number;
};

/** First come, first served, as a policy: for a simulation that only wants to look on. */
export const FIFO_SCHEDULING: SchedulingPolicy = { pick: () => 0 };
