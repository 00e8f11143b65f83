/** All that an operator may know of the world that runs it. Synchronous; no network, no actor, no thread.
 *  Path: task thread (or a test driver, or another engine) → **host** → operator.
 *  It grows with watermarks when event time arrives. */
import type { Clock, Console, Storage } from '@rivulet/runtime/io';
import type { KeyedStateBackend } from '../state/index.ts';
import type { ProcessingTimeService } from './processing-time-service.ts';
import type { UserFunctions } from './user-functions.ts';

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
  readonly storage: Storage;
  readonly console: Console;
  /** Gives a value to whatever follows in the chain. */
  emit(value: unknown): void;
  /** Gives a value to whatever reads the side output with this tag; to nobody, if nobody does. */
  emitSide(tag: string, value: unknown): void;
  /** False when an output of the task is full: sources and `finish` stop until it is true again. */
  canEmit(): boolean;
};
