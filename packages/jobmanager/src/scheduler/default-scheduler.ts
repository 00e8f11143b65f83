/** Decides when tasks run: asks for all slots at once, deploys everything when the last one is there, and follows
 *  the executions to their end. Path: slot pool → **scheduler** → JobMaster (which does the calls and owns the job's
 *  status). Invariant: nothing is deployed before every execution has its slot, so every shuffle descriptor is known.
 *  Source: Flink's DefaultScheduler and SlotSharingExecutionSlotAllocator, without restarts. */
import {
  type AllocationId,
  type ExecutionAttemptId,
  streamError,
  type StreamErrorJson,
} from '@rivulet/runtime/base';
import { type ExecutionState, isTerminalExecutionState, type JobSubmission } from '@rivulet/runtime/graph';
import type { Clock } from '@rivulet/runtime/io';
import type {
  TaskDeploymentDescriptor,
  TaskExecutionState,
  TaskMetricsReport,
  VertexInfo,
} from '@rivulet/runtime/rpc';
import { type Execution, ExecutionGraph, type ExecutionSignal } from '../execution-graph/index.ts';
import type { AllocatedSlot, SlotPool } from '../slots/index.ts';
import { planSharedSlots } from './slot-sharing.ts';
import { TaskDeploymentFactory } from './task-deployment-factory.ts';

/** The JobMaster, as the scheduler sees it. */
export type SchedulerListener = {
  /** The job's total changed: declare it. */
  requirementsChanged(slotCount: number): void;
  submitTask(execution: Execution, descriptor: TaskDeploymentDescriptor): void;
  cancelTask(execution: Execution): void;
  executionChanged(execution: Execution, from: ExecutionState): void;
  executionFailed(execution: Execution, error: StreamErrorJson): void;
  allFinished(): void;
  allEnded(): void;
};

export class DefaultScheduler {
  readonly #clock: Clock;
  readonly #pool: SlotPool;
  readonly #listener: SchedulerListener;
  readonly #graph: ExecutionGraph;
  readonly #factory: TaskDeploymentFactory;
  /** The executions of each slot still to be found, or found. */
  readonly #sharedSlots: readonly { readonly executions: readonly Execution[] }[];
  readonly #executionsBySlot = new Map<AllocationId, readonly Execution[]>();
  #waitingForSlots = false;

  constructor(
    clock: Clock,
    graphId: string,
    submission: JobSubmission,
    pool: SlotPool,
    listener: SchedulerListener,
  ) {
    this.#clock = clock;
    this.#pool = pool;
    this.#listener = listener;
    const graph = new ExecutionGraph(clock, graphId, submission.graph, {
      executionChanged: (execution, from) => this.#executionChanged(execution, from),
      cancelTask: (execution) => listener.cancelTask(execution),
    });
    this.#graph = graph;
    this.#factory = new TaskDeploymentFactory(submission, graph);
    this.#sharedSlots = planSharedSlots(submission.graph).map(({ members }) => ({
      executions: members.map(
        ({ vertexId, subtaskIndex }) => graph.subtask(vertexId, subtaskIndex).currentExecution,
      ),
    }));
  }

  get graph(): ExecutionGraph {
    return this.#graph;
  }

  get waitingForSlots(): boolean {
    return this.#waitingForSlots;
  }

  startScheduling(): void {
    for (const execution of this.#graph.executions()) execution.signal('schedule');
    this.#waitingForSlots = true;
    this.#require(this.#sharedSlots.length);
  }

  /** To be called when the pool got slots: deploys once the last one is there. */
  slotsArrived(): void {
    if (!this.#waitingForSlots || !this.#pool.fulfilled) return;
    this.#waitingForSlots = false;
    const free = this.#pool.freeSlots();
    for (const [index, { executions }] of this.#sharedSlots.entries()) {
      const slot = this.#pool.reserve((free[index] as AllocatedSlot).allocationId);
      this.#executionsBySlot.set(slot.allocationId, executions);
      for (const execution of executions) execution.assign(slot);
    }
    this.#deployAll();
  }

  /** @returns false when the report contradicts what this JobMaster knows (the attempt then fails) */
  updateTaskState(report: TaskExecutionState): boolean {
    const execution = this.#graph.execution(report.attemptId);
    if (execution === undefined) return false;
    execution.updateIo(report.io);
    const signal = SIGNAL_OF_REPORT[report.state];
    if (signal === undefined) return true;
    if (execution.signal(signal, report.error)) return true;
    const { taskName } = execution.place;
    const details = { task: taskName, state: execution.state, reported: report.state };
    execution.signal('fail', streamError('TASK_STATE_ILLEGAL', details).toJSON());
    return false;
  }

  /** Figures between two changes of state. */
  updateMetrics(metrics: TaskMetricsReport): void {
    for (const report of metrics) {
      const execution = this.#graph.execution(report.attemptId);
      execution?.updateIo(report.io);
      execution?.updateMetrics(report.metrics);
    }
  }

  execution(attemptId: ExecutionAttemptId): Execution | undefined {
    return this.#graph.execution(attemptId);
  }

  executionsOf(allocationId: AllocationId): readonly Execution[] {
    return this.#executionsBySlot.get(allocationId) ?? [];
  }

  /** The slot and what ran in it are gone. */
  slotLost(slot: AllocatedSlot, errorOf: (execution: Execution) => StreamErrorJson): void {
    for (const execution of this.executionsOf(slot.allocationId))
      execution.signal('fail', errorOf(execution));
  }

  cancelAll(): void {
    this.#waitingForSlots = false;
    this.#require(0);
    for (const execution of this.#graph.executions()) execution.signal('cancel');
  }

  suspendAll(): void {
    this.#waitingForSlots = false;
    this.#require(0);
    for (const execution of this.#graph.executions()) execution.signal('suspend');
  }

  vertexInfos(): readonly VertexInfo[] {
    return this.#graph.vertexInfos();
  }

  #deployAll(): void {
    const executions = this.#graph.executions();
    for (const execution of executions) execution.signal('deploy');
    for (const execution of executions) {
      // A submission that failed at once has ended the others already.
      if (execution.state !== 'DEPLOYING') continue;
      this.#listener.submitTask(execution, this.#factory.descriptorOf(execution));
    }
  }

  #executionChanged(execution: Execution, from: ExecutionState): void {
    this.#listener.executionChanged(execution, from);
    if (!isTerminalExecutionState(execution.state)) return;
    this.#releaseSlotOf(execution);
    if (execution.state === 'FAILED') this.#listener.executionFailed(execution, errorOf(execution));
    if (this.#graph.allFinished) this.#listener.allFinished();
    else if (this.#graph.allEnded) this.#listener.allEnded();
  }

  /** A shared slot is free when the last of its executions has ended; the job then wants one slot less. */
  #releaseSlotOf({ slot }: Execution): void {
    if (slot === undefined) return;
    const all = this.executionsOf(slot.allocationId);
    if (!all.every((execution) => isTerminalExecutionState(execution.state))) return;
    this.#pool.release(slot.allocationId, this.#clock.nowMs());
    if (this.#pool.requiredCount > 0) this.#require(this.#pool.requiredCount - 1);
  }

  #require(slotCount: number): void {
    if (slotCount === this.#pool.requiredCount) return;
    this.#pool.require(slotCount);
    this.#listener.requirementsChanged(slotCount);
  }
}

/** CANCELING and what a TaskManager never reports are no signals. */
const SIGNAL_OF_REPORT: Partial<Record<ExecutionState, ExecutionSignal>> = {
  INITIALIZING: 'initializing',
  RUNNING: 'running',
  FINISHED: 'finished',
  CANCELED: 'canceled',
  FAILED: 'fail',
};

function errorOf(execution: Execution): StreamErrorJson {
  const reason = `task ${execution.place.taskName} failed and gave no cause`;
  return execution.error ?? streamError('INTERNAL_ERROR', { reason }).toJSON();
}
