/** The protocol between the main thread of a TaskManager and one of its task threads: control only, never a record.
 *  Path: deployment → (this) → task-thread-main → task-host. After every post, main rings the thread's doorbell,
 *  because a task thread without input sleeps in shared memory and not in its event loop.
 *  Invariant: for every `deploy` there is exactly one final `taskState` (FINISHED, CANCELED or FAILED), unless the
 *  thread itself dies; then its exit is the report. */
import type { ResultPartitionId, StreamErrorJson } from '@rivulet/runtime/base';
import type { ExecutionState } from '@rivulet/runtime/graph';
import type { CheckpointBarrier, DoorbellHandle, TaskChannels, TaskEvent } from '@rivulet/runtime/network';
import type { CheckpointReport } from './checkpoint/index.ts';
import type { TaskPlan } from './task-plan.ts';

/** What a task thread is spawned with: `io.threads.spawn(TASK_THREAD_ENTRY, { name, data })`. */
export type TaskThreadData = {
  readonly kind: 'task-thread';
  /** The thread's slot in the doorbell table; the same slot is named in the channels' plans. */
  readonly doorbell: DoorbellHandle;
  /** False where `new Function` is forbidden: chains and serializers then run as closures. */
  readonly codeGeneration?: boolean;
};

export type MainToTaskThread =
  | {
      readonly type: 'deploy';
      readonly plan: TaskPlan;
      readonly channels: TaskChannels;
      /** From `createTaskMetricsBlock`. */
      readonly metrics: SharedArrayBuffer;
    }
  /** Ends the task at its next mail as CANCELED; ignored when it has ended. */
  | { readonly type: 'cancel'; readonly taskId: string }
  /** Measures how long a mail waits in the task's mailbox. */
  | { readonly type: 'measureMailboxLatency'; readonly taskId: string; readonly sentWallMs: number }
  /** To sources, and to tasks whose producers have all finished: the checkpoint's barrier begins there. */
  | { readonly type: 'triggerCheckpoint'; readonly taskId: string; readonly barrier: CheckpointBarrier }
  /** From a consumer of one of the task's partitions. */
  | {
      readonly type: 'taskEventReceived';
      readonly taskId: string;
      readonly partitionId: ResultPartitionId;
      readonly event: TaskEvent;
    }
  /** Cancels what still runs, then lets the thread end. */
  | { readonly type: 'shutdown' };

export type TaskThreadToMain =
  /** The entry module is loaded; messages posted earlier are not lost. */
  | { readonly type: 'ready' }
  /** INITIALIZING (importing, building), RUNNING, then one of FINISHED, CANCELED, FAILED. After a final state the
   *  thread no longer touches the task's channels or metrics block: main may close them. */
  | {
      readonly type: 'taskState';
      readonly taskId: string;
      readonly state: Extract<
        ExecutionState,
        'INITIALIZING' | 'RUNNING' | 'FINISHED' | 'CANCELED' | 'FAILED'
      >;
      readonly error?: StreamErrorJson;
    }
  /** To the producer of one of the task's channels. */
  | {
      readonly type: 'sendTaskEvent';
      readonly taskId: string;
      readonly gateIndex: number;
      readonly channelIndex: number;
      readonly event: TaskEvent;
    }
  /** What became of a checkpoint at one task. */
  | (CheckpointReport & { readonly taskId: string });

/** The entry module of every task thread, `.ts` from sources and `.js` from a build. */
export const TASK_THREAD_ENTRY: URL = new URL(
  import.meta.url.endsWith('.ts') ? './task-thread-main.ts' : './task-thread-main.js',
  import.meta.url,
);
