/** How buffers are debloated, for all gates of a TaskManager. Keys: `taskmanager.network.memory.buffer-debloat.*`, and
 *  `taskmanager.memory.min-segment-size` and `.starting-segment-size` for the sizes. */

export type DebloatSettings = {
  /** How long the data in flight towards a gate should take to consume. */
  readonly targetMs: number;
  /** How often the size of buffers is decided anew. */
  readonly periodMs: number;
  /** Over how many decisions a change is spread. */
  readonly samples: number;
  /** A change of less than this part of the last size is not worth telling. */
  readonly thresholdPercent: number;
  /** No buffer is smaller: below Flink's 256 the headers, frames and wake-ups cost more than the data. */
  readonly minBufferBytes: number;
  /** What producers and gates begin with: a new stream has no throughput to judge by, and small buffers hurt less. */
  readonly startBufferBytes: number;
};

/** Flink's, but for being off unless somebody asks. */
export const DEFAULT_DEBLOAT_SETTINGS: DebloatSettings = {
  targetMs: 1_000,
  periodMs: 200,
  samples: 20,
  thresholdPercent: 25,
  minBufferBytes: 256,
  startBufferBytes: 1_024,
};
