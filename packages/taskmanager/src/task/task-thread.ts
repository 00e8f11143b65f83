/** The thread a task runs on, as far as the task needs it. Made by task-thread-main.ts, or by a test. */
import type { Io } from '@rivulet/runtime/io';
import type { Doorbell, ResultPartition, SegmentMemory, TaskEvent } from '@rivulet/runtime/network';
import type { CheckpointReport } from './checkpoint/index.ts';

export type TaskThread = {
  readonly io: Pick<Io, 'clock' | 'storage' | 'console'>;
  readonly memory: SegmentMemory;
  readonly doorbell: Doorbell;
  /** False where `new Function` is forbidden. */
  readonly codeGeneration: boolean;
  /** Waits inside a record until the partition may have room again. */
  readonly blockUntilAvailable: (partition: ResultPartition) => void;
  /** Asks main to tell the producer of a channel something. */
  readonly sendTaskEvent: (taskId: string, gateIndex: number, channelIndex: number, event: TaskEvent) => void;
  /** Tells main what became of a checkpoint at a task. */
  readonly reportCheckpoint: (taskId: string, report: CheckpointReport) => void;
};
