/** The life of one task attempt as the TaskManager sees it.
 *  Owner: task-entry.ts. The thread reports, the JobMaster cancels, the TaskManager fails what it must.
 *    CREATED ──deploy──▶ DEPLOYING ──initializing──▶ INITIALIZING ──running──▶ RUNNING ──finished──▶ FINISHED
 *    CREATED|DEPLOYING|INITIALIZING|RUNNING ──cancel──▶ CANCELING ──ended (any way)──▶ CANCELED
 *    CREATED|DEPLOYING|INITIALIZING|RUNNING ──fail──▶ FAILING ──ended (any way)──▶ FAILED
 *    DEPLOYING|INITIALIZING|RUNNING ──failed──▶ FAILED
 *  FAILING is ours: Flink calls it FAILED at once, but here a task is reported over only when its thread let go of it.
 *  A task that does not end within the cancellation timeout loses its thread (`stuck`), and with that it has ended.
 *  Invariant: exactly one final state, and after it nothing runs. Source: Flink's Task. */
import type { StreamErrorJson } from '@rivulet/runtime/base';
import { defineTable, type MachineTable } from '@rivulet/runtime/machine';
import { setup } from 'xstate';

export type TaskState =
  | 'CREATED'
  | 'DEPLOYING'
  | 'INITIALIZING'
  | 'RUNNING'
  | 'CANCELING'
  | 'FAILING'
  | 'FINISHED'
  | 'CANCELED'
  | 'FAILED';

export type TaskContext = { readonly error: StreamErrorJson | undefined };

export type TaskEvent =
  | { readonly type: 'deploy' }
  /** What the thread reports. */
  | { readonly type: 'initializing' }
  | { readonly type: 'running' }
  | { readonly type: 'finished' }
  | { readonly type: 'canceled' }
  /** The task's own failure, or that of its thread, or a deployment that did not succeed. */
  | { readonly type: 'failed'; readonly error: StreamErrorJson }
  /** What others want. */
  | { readonly type: 'cancel' }
  | { readonly type: 'fail'; readonly error: StreamErrorJson }
  /** The cancellation timeout passed. */
  | { readonly type: 'stuck' };

export type TaskEffect =
  | { readonly type: 'report' }
  /** Ask the thread to end the task, and start the timer that gives up on asking. */
  | { readonly type: 'cancelOnThread' }
  | { readonly type: 'terminateThread' }
  /** Nothing of the task runs any more: its channels and its place in the slot can go. */
  | { readonly type: 'ended' };

const table = setup({
  types: { context: {} as TaskContext, events: {} as TaskEvent, emitted: {} as TaskEffect },
});

const report = table.emit({ type: 'report' });
const cancelOnThread = table.emit({ type: 'cancelOnThread' });
const ended = [table.emit({ type: 'ended' }), report];
const remember = table.assign({
  error: ({ event, context }) => context.error ?? ('error' in event ? event.error : undefined),
});
const failed = { target: 'FAILED', actions: [remember, ...ended] } as const;

export const TASK_TABLE: MachineTable<TaskState, TaskContext, TaskEvent, TaskEffect> = defineTable(
  table.createMachine({
    context: { error: undefined },
    initial: 'CREATED',
    states: {
      // Nothing has been started for it yet, so there is nothing to wait for.
      CREATED: {
        on: {
          deploy: { target: 'DEPLOYING' },
          cancel: { target: 'CANCELED', actions: ended },
          fail: failed,
          failed,
        },
      },
      DEPLOYING: {
        on: {
          initializing: { target: 'INITIALIZING', actions: report },
          running: { target: 'RUNNING', actions: report },
          finished: { target: 'FINISHED', actions: ended },
          failed,
          canceled: { target: 'CANCELED', actions: ended },
          cancel: { target: 'CANCELING', actions: cancelOnThread },
          fail: { target: 'FAILING', actions: [remember, cancelOnThread] },
        },
      },
      INITIALIZING: {
        on: {
          running: { target: 'RUNNING', actions: report },
          finished: { target: 'FINISHED', actions: ended },
          failed,
          canceled: { target: 'CANCELED', actions: ended },
          cancel: { target: 'CANCELING', actions: cancelOnThread },
          fail: { target: 'FAILING', actions: [remember, cancelOnThread] },
        },
      },
      RUNNING: {
        on: {
          finished: { target: 'FINISHED', actions: ended },
          failed,
          canceled: { target: 'CANCELED', actions: ended },
          cancel: { target: 'CANCELING', actions: cancelOnThread },
          fail: { target: 'FAILING', actions: [remember, cancelOnThread] },
        },
      },
      // However the task ends now, it was cancelled: a record more or less says nothing any more.
      CANCELING: {
        on: {
          initializing: {},
          running: {},
          cancel: {},
          fail: {},
          finished: { target: 'CANCELED', actions: ended },
          canceled: { target: 'CANCELED', actions: ended },
          failed: { target: 'CANCELED', actions: ended },
          stuck: { actions: table.emit({ type: 'terminateThread' }) },
        },
      },
      FAILING: {
        on: {
          initializing: {},
          running: {},
          cancel: {},
          fail: {},
          finished: failed,
          canceled: failed,
          failed,
          stuck: { actions: table.emit({ type: 'terminateThread' }) },
        },
      },
      FINISHED: {},
      CANCELED: {},
      FAILED: {},
    },
  }),
);
