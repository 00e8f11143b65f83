/** Your predictions for lab 04; 0 = not answered yet. */

export const answers = {
  /** Channels of the job of this lab at parallelism 2. */
  channels: 0,
  /** How many of them are remote when each of its two slots is in a TaskManager of its own. */
  remote: 0,
};
