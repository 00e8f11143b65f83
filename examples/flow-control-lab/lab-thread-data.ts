/** What a thread of the lab is given: which end it is, its channels, and the words it shares with the main thread. */
import type { DoorbellHandle, TaskChannels } from '@rivulet/runtime/network';

export type LabThreadData = {
  readonly role: 'producer' | 'consumer';
  readonly channels: TaskChannels;
  readonly doorbell: DoorbellHandle;
  /** How long a consumer takes for a buffer; 0: as fast as it can. */
  readonly pauseMs: number;
  /** Buffers a second that a producer offers; 0: as many as it can. */
  readonly buffersPerSecond: number;
  readonly shared: SharedArrayBuffer;
};

/** Of 64-bit floats: buffers read, milliseconds the last one waited from being written to being read, stop if not 0. */
export const BUFFERS_READ = 0;
export const LAST_WAIT_MS = 1;
export const STOP = 2;
export const SHARED_BYTES = 24;
