/** The life of one execution (one attempt of one subtask) as the JobMaster sees it: a pure decision table.
 *  Path: `execution.ts` steps it with what the scheduler decides and what the TaskManager reports, and runs effects.
 *  Invariant: a terminal state is never left; what contradicts the table comes back as the effect `refuse`.
 *  Source: Flink's Execution and ExecutionState; RECONCILING is declared there and never entered, so it has no row. */
import type { ExecutionState } from '@rivulet/runtime/graph';
import { defineTable, type MachineTable, snapshotAt, step } from '@rivulet/runtime/machine';
import { setup } from 'xstate';

export type ExecutionSignal =
  /** The scheduler asked for a slot. */
  | 'schedule'
  /** The slot is there; the task is being handed to its TaskManager. */
  | 'deploy'
  /** Reported by the TaskManager: restoring, then running, then one of three ends. */
  | 'initializing'
  | 'running'
  | 'finished'
  | 'canceled'
  /** Reported, or decided here: the slot or its TaskManager is lost, the hand-over failed. */
  | 'fail'
  | 'cancel'
  /** The JobMaster goes away: everything that lives ends without waiting for anybody. */
  | 'suspend';

/** `cancelTask`: tell the TaskManager. `refuse`: the signal makes no sense in this state. */
export type ExecutionEffect = 'cancelTask' | 'refuse';

export type ExecutionStep = {
  readonly state: ExecutionState;
  readonly effects: readonly ExecutionEffect[];
};

export const EXECUTION_SIGNALS: readonly ExecutionSignal[] = [
  'schedule',
  'deploy',
  'initializing',
  'running',
  'finished',
  'canceled',
  'fail',
  'cancel',
  'suspend',
];

export function stepExecution(from: ExecutionState, signal: ExecutionSignal): ExecutionStep {
  const at = snapshotAt(executionTable, from as TableState);
  const { snapshot, effects } = step(executionTable, at, { type: signal });
  return { state: snapshot.value, effects: effects.map((effect) => effect.type) };
}

type TableState = Exclude<ExecutionState, 'RECONCILING'>;

const table = setup({
  types: {
    context: {} as Record<never, never>,
    events: {} as { type: ExecutionSignal },
    emitted: {} as { type: ExecutionEffect },
  },
});

const ignored = {};
const live = {
  // A fast task may end before its earlier reports are read, so FINISHED is taken from every deployed state.
  finished: 'FINISHED',
  canceled: 'CANCELED',
  fail: 'FAILED',
  cancel: { target: 'CANCELING', actions: table.emit({ type: 'cancelTask' }) },
  suspend: 'CANCELED',
} as const;
// Reports cross decisions on the wire: whatever arrives after the end is old news, not an error.
const ended = {
  initializing: ignored,
  running: ignored,
  finished: ignored,
  canceled: ignored,
  fail: ignored,
  cancel: ignored,
  suspend: ignored,
} as const;
// A cancellation may overtake the slot it was waiting for.
const canceled = { ...ended, schedule: ignored, deploy: ignored } as const;

export const executionTable: MachineTable<
  TableState,
  Record<never, never>,
  { type: ExecutionSignal },
  { type: ExecutionEffect }
> = defineTable(
  table.createMachine({
    id: 'execution',
    initial: 'CREATED',
    context: {},
    on: { '*': { actions: table.emit({ type: 'refuse' }) } },
    states: {
      CREATED: { on: { schedule: 'SCHEDULED', cancel: 'CANCELED', fail: 'FAILED', suspend: 'CANCELED' } },
      SCHEDULED: { on: { deploy: 'DEPLOYING', cancel: 'CANCELED', fail: 'FAILED', suspend: 'CANCELED' } },
      DEPLOYING: { on: { ...live, initializing: 'INITIALIZING' } },
      // A TaskManager repeats a report whose answer it did not get.
      INITIALIZING: { on: { ...live, initializing: ignored, running: 'RUNNING' } },
      RUNNING: { on: { ...live, running: ignored } },
      CANCELING: {
        on: {
          initializing: ignored,
          running: ignored,
          // All records are through, but the job was told to stop: the cancellation wins.
          finished: 'CANCELED',
          canceled: 'CANCELED',
          fail: 'CANCELED',
          cancel: ignored,
          suspend: 'CANCELED',
        },
      },
      FINISHED: { on: ended },
      CANCELED: { on: canceled },
      FAILED: { on: canceled },
    },
  }),
);
