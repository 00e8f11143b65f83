/** What a task thread of the benchmark is given, the words it shares with its process, and what it tells at its end. */
import type { DoorbellHandle, TaskChannels } from '@rivulet/runtime/network';
import type { NetworkSetting } from './network-setting.ts';

export type ExchangeThreadData = {
  readonly role: 'writer' | 'reader';
  readonly setting: NetworkSetting;
  readonly channels: TaskChannels;
  readonly doorbell: DoorbellHandle;
  readonly shared: SharedArrayBuffer;
};

/** Of 64-bit floats. */
export const STOP = 0;
export const RECORDS = 1;
export const BYTES = 2;
export const SHARED_BYTES = 24;

export type ExchangeOutcome = {
  readonly records: number;
  readonly checksum: number;
  /** Sorted, in milliseconds, from when a record was due to when it was read; only with a rate. */
  readonly latenciesMs: Float64Array;
};
