/** What the operators of one task share: its plan, its functions, its outputs, and the time they live in.
 *  Path: assemble-task.ts → **settings** → assemble-chain.ts and create-host.ts. */
import type { UserFunctions } from '@rivulet/api';
import type { RecordTime } from '@rivulet/runtime/base';
import type { ResultPartition } from '@rivulet/runtime/network';
import type { KeyedStateBackend, ProcessingTimeService } from '@rivulet/operators';
import type { TaskMailbox } from './mailbox/index.ts';
import type { CanEmit } from './output-availability.ts';
import type { TaskPlan } from './task-plan.ts';

export type ChainSettings = {
  readonly plan: TaskPlan;
  readonly functions: ReadonlyMap<string, UserFunctions>;
  readonly partitions: readonly ResultPartition[];
  readonly keyedState: KeyedStateBackend | undefined;
  readonly canEmit: CanEmit;
  readonly processingTime: ProcessingTimeService;
  readonly mailbox: TaskMailbox;
  /** The timestamp of the record in hand: one for the whole chain, its readers and its writers. */
  readonly time: RecordTime;
  readonly opened: { close(): void }[];
};
