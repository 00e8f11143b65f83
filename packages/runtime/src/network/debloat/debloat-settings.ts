/** How buffers are debloated, for all gates of a TaskManager. Keys: `taskmanager.network.memory.buffer-debloat.*`. */

export type DebloatSettings = {
  /** How long the data in flight towards a gate should take to consume. */
  readonly targetMs: number;
  /** How often the size of buffers is decided anew. */
  readonly periodMs: number;
  /** Over how many decisions a change is spread. */
  readonly samples: number;
  /** A change of less than this part of the last size is not worth telling. */
  readonly thresholdPercent: number;
};

/** Flink's, but for being off unless somebody asks. */
export const DEFAULT_DEBLOAT_SETTINGS: DebloatSettings = {
  targetMs: 1_000,
  periodMs: 200,
  samples: 20,
  thresholdPercent: 25,
};

/** No buffer is smaller: below this the headers, frames and wake-ups cost more than the data. */
export const BUFFER_SIZE_MIN = 256;
/** What producers and gates begin with: a new stream has no throughput to judge by, and small buffers hurt less. */
export const BUFFER_SIZE_START = 1_024;
