/** What a task works on: the slices of its gates (input-processor.ts) or its source (source-input.ts).
 *  The stream task asks for one step after the other and decides what happens between. */
import type { CheckpointBarrier } from '@rivulet/runtime/network';
import type { TaskWait } from './metrics/index.ts';

export type InputStatus =
  /** Did something, there may be more. */
  | 'worked'
  /** Nothing to do now. */
  | 'idle'
  /** An output is full. */
  | 'blocked'
  /** No more input will come. */
  | 'ended';

export type TaskInput = {
  /** A turn's worth of work. */
  step(nowMs: number): InputStatus;
  /** When idle: whether a step may find something now. */
  isAvailable(nowMs: number): boolean;
  /** Whether a step would do something even while the outputs are full. */
  readonly hasPriorityEvent: boolean;
  /** A barrier that came from the coordinator: hands it to the channels that are still open.
   *  @returns false when there are none, and the task itself is where the barrier begins */
  injectBarrier(barrier: CheckpointBarrier): boolean;
  /** Records taken in so far. */
  readonly recordCount: number;
  readonly bytesIn: number;
  readonly buffersIn: number;
  /** When idle: what for. */
  readonly waitsFor: TaskWait;
  /** When idle: call again then, at the latest. */
  readonly wakeAtMs: number;
  /** When idle: work under way on the event loop. */
  readonly pending: Promise<void> | undefined;
  close(): void;
};
