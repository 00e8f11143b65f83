/** All that an operator may know of the world that runs it. Synchronous; no network, no actor, no thread.
 *  Path: task thread (or a test driver, or another engine) → **host** → operator.
 *  Invariant: a call of the operator is about one record, one timer or one watermark, and `time` and the current key
 *  belong to it. */
import type { RecordTime } from '@rivulet/runtime/base';
import type { Clock, Console, Storage } from '@rivulet/runtime/io';
import type { KeyedStateBackend } from '../state/index.ts';
import type { InternalTimerService } from '../time/index.ts';
import type { ProcessingTimeService } from './processing-time-service.ts';
import type { UserFunctions } from './user-functions.ts';

export type OperatorMailboxExecutor = {
  /** @returns false when the task takes no more mail: it has ended */
  execute(description: string, run: () => void): boolean;
};

export type OperatorCounter = { count: number };

export type OperatorHost = {
  /** `count`, as the user named it. */
  readonly operatorName: string;
  /** `count (1/2)#0`: the task this operator runs in. */
  readonly taskName: string;
  readonly subtaskIndex: number;
  readonly parallelism: number;
  readonly workingDirectory: string;
  readonly functions: UserFunctions;
  /** State of the current key; asserts that the task's input is keyed. */
  readonly keyedState: KeyedStateBackend;
  readonly clock: Clock;
  readonly processingTime: ProcessingTimeService;
  /** Runs something between two records of this task; from a promise, this is the only way back to it. */
  readonly mailboxExecutor: OperatorMailboxExecutor;
  readonly storage: Storage;
  readonly console: Console;
  /** The timestamp of the record in hand. Who changes it for what he emits sets it back: `emitAt` does. */
  readonly time: RecordTime;
  /** No record with a timestamp up to here will come, except late ones. */
  readonly currentWatermark: number;
  /** Gives a value to whatever follows in the chain, with the timestamp of the record in hand. */
  emit(value: unknown): void;
  /** The same with a timestamp of its own. */
  emitAt(value: unknown, timestamp: number): void;
  /** Gives a value to whatever reads the side output with this tag; to nobody, if nobody does. */
  emitSide(tag: string, value: unknown): void;
  /** For operators that make watermarks or hold them back (see `Operator.onWatermark`). */
  emitWatermark(watermark: number): void;
  emitWatermarkStatus(idle: boolean): void;
  /** Its event timers fire when the watermark passes them, before the operator hears of it; all of them belong to the
   *  operator's state. */
  addTimerService(timers: InternalTimerService): void;
  /** A number that people can look at, by Flink's name. Plain, because it may count records. */
  counter(name: string): OperatorCounter;
  /** False when an output of the task is full: sources and `finish` stop until it is true again. */
  canEmit(): boolean;
};
