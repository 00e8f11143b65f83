/** The life of a job: a pure decision table, stepped by the JobMaster, which runs the effects.
 *  Invariant: a terminal status is never left. A cancellation beats a failure that is under way, never the reverse.
 *  RESTARTING waits for the restart strategies; its edges stand so that the table is Flink's whole one.
 *  Source: Flink's JobStatus and DefaultExecutionGraph; RECONCILING is declared there and never entered. */
import type { JobStatus } from '@rivulet/runtime/graph';
import { defineTable, type MachineTable, snapshotAt, step } from '@rivulet/runtime/machine';
import { setup } from 'xstate';

export type JobSignal =
  /** The JobMaster has built its execution graph. */
  | 'created'
  | 'start'
  | 'fail'
  | 'cancel'
  /** Every execution is FINISHED. */
  | 'allFinished'
  /** Every execution has ended, one way or another. */
  | 'allEnded'
  | 'restart'
  | 'restarted'
  /** The JobMaster goes away before the job ended. */
  | 'suspend';

/** `cancelExecutions`: tell every execution that lives. `end`: hand the result to the Dispatcher. */
export type JobEffect = 'cancelExecutions' | 'end' | 'refuse';

export type JobStep = { readonly status: JobStatus; readonly effects: readonly JobEffect[] };

export const JOB_SIGNALS: readonly JobSignal[] = [
  'created',
  'start',
  'fail',
  'cancel',
  'allFinished',
  'allEnded',
  'restart',
  'restarted',
  'suspend',
];

export function stepJobStatus(from: JobStatus, signal: JobSignal): JobStep {
  const at = snapshotAt(jobStatusTable, from as TableStatus);
  const { snapshot, effects } = step(jobStatusTable, at, { type: signal });
  return { status: snapshot.value, effects: effects.map((effect) => effect.type) };
}

type TableStatus = Exclude<JobStatus, 'RECONCILING'>;

const table = setup({
  types: {
    context: {} as Record<never, never>,
    events: {} as { type: JobSignal },
    emitted: {} as { type: JobEffect },
  },
});

const ignored = {};
const failing = { target: 'FAILING', actions: table.emit({ type: 'cancelExecutions' }) } as const;
const cancelling = { target: 'CANCELLING', actions: table.emit({ type: 'cancelExecutions' }) } as const;
const suspended = { target: 'SUSPENDED', actions: table.emit({ type: 'end' }) } as const;
const ended = {
  start: ignored,
  fail: ignored,
  cancel: ignored,
  allFinished: ignored,
  allEnded: ignored,
  suspend: ignored,
} as const;

export const jobStatusTable: MachineTable<
  TableStatus,
  Record<never, never>,
  { type: JobSignal },
  { type: JobEffect }
> = defineTable(
  table.createMachine({
    id: 'job-status',
    initial: 'INITIALIZING',
    context: {},
    on: { '*': { actions: table.emit({ type: 'refuse' }) } },
    states: {
      INITIALIZING: {
        on: {
          created: 'CREATED',
          // Nothing runs yet, so there is nothing to wait for.
          fail: { target: 'FAILED', actions: table.emit({ type: 'end' }) },
          cancel: { target: 'CANCELED', actions: table.emit({ type: 'end' }) },
          suspend: suspended,
        },
      },
      CREATED: { on: { start: 'RUNNING', fail: failing, cancel: cancelling, suspend: suspended } },
      RUNNING: {
        on: {
          allFinished: { target: 'FINISHED', actions: table.emit({ type: 'end' }) },
          // The last report may be an execution's failure; the job hears of the failure itself right after.
          allEnded: ignored,
          fail: failing,
          cancel: cancelling,
          restart: 'RESTARTING',
          suspend: suspended,
        },
      },
      RESTARTING: {
        on: {
          restarted: 'RUNNING',
          allEnded: ignored,
          fail: failing,
          cancel: cancelling,
          suspend: suspended,
        },
      },
      FAILING: {
        on: {
          fail: ignored,
          // The executions have been told already.
          cancel: 'CANCELLING',
          allFinished: ignored,
          allEnded: { target: 'FAILED', actions: table.emit({ type: 'end' }) },
          suspend: suspended,
        },
      },
      CANCELLING: {
        on: {
          start: ignored,
          // What breaks while it is being stopped is stopped.
          fail: ignored,
          cancel: ignored,
          allFinished: ignored,
          allEnded: { target: 'CANCELED', actions: table.emit({ type: 'end' }) },
          suspend: suspended,
        },
      },
      FINISHED: { on: ended },
      FAILED: { on: ended },
      CANCELED: { on: ended },
      SUSPENDED: { on: ended },
    },
  }),
);
