/** Runs the tasks of one thread in turn: one of them (`per-task`) or all of a slot's (`per-slot`), the same loop.
 *  Path: message port (control) and doorbell (data) → **host** → stream tasks → states back to main.
 *  A round is: make mails of main's messages, give each task a turn, that is one step of its mailbox loop, and when
 *  none had work sleep until a ring, a timer or a flush.
 *  A task that must wait inside a record does not stop the others: they get their turns from within that wait.
 *  Invariant: each deployed task reports exactly one final state, and its channels are closed before it does. */
import { type UserFunctions, userLocationOf } from '@rivulet/api';
import { isStreamError, type StreamError, streamError } from '@rivulet/runtime/base';
import { type CheckpointBarrier, SegmentMemory } from '@rivulet/runtime/network';
import { type Ending, TaskCancellation, userFailure } from '@rivulet/operators';
import { assembleTask, type TaskParts } from './assemble-task.ts';
import { loadJob } from './load-job.ts';
import { countJobBuild } from './metrics/index.ts';
import type { StreamTask } from './stream-task.ts';
import type { TaskThread } from './task-thread.ts';
import type { MainToTaskThread, TaskThreadToMain } from './task-thread-messages.ts';

type Deployment = Extract<MainToTaskThread, { type: 'deploy' }>;

type HostedTask = {
  readonly deployment: Deployment;
  /** Absent while the job module is being imported. */
  task: StreamTask | undefined;
  /** Where no mail is read: before the task exists, and while it waits inside a record. */
  isCanceled: boolean;
  /** Inside its turn, possibly waiting there. */
  isRunning: boolean;
};

export type TaskHostSettings = {
  readonly thread: Omit<TaskThread, 'blockUntilAvailable' | 'reportCheckpoint' | 'sendTaskEvent' | 'memory'>;
  /** Reads one message that came meanwhile; `undefined` when there is none. */
  readonly receive: () => MainToTaskThread | undefined;
  readonly report: (message: TaskThreadToMain) => void;
  readonly load?: typeof loadJob;
};

/** What the thread may do now. */
export type Rest =
  /** Go on at once. */
  | { readonly kind: 'work' }
  /** Sleep in shared memory. */
  | { readonly kind: 'park'; readonly untilMs: number }
  /** Something is under way on the event loop: sleep there. */
  | { readonly kind: 'await'; readonly untilMs: number; readonly pending: readonly Promise<void>[] }
  | { readonly kind: 'end' };

export class TaskHost {
  readonly #settings: TaskHostSettings;
  readonly #thread: Omit<TaskThread, 'memory'>;
  readonly #hosted: HostedTask[] = [];
  readonly #loading = new Set<Promise<void>>();
  /** Of the jobs that have tasks here. */
  readonly #functionsOfJob = new Map<string, ReadonlyMap<string, UserFunctions>>();
  #running: HostedTask | undefined;
  /** The TaskManager's network memory: the same for every task, so attached once. */
  #memory: SegmentMemory | undefined;
  #isShutDown = false;

  constructor(settings: TaskHostSettings) {
    this.#settings = settings;
    this.#thread = {
      ...settings.thread,
      blockUntilAvailable: () => this.#waitInside(),
      sendTaskEvent: (taskId, gateIndex, channelIndex, event) =>
        settings.report({ type: 'sendTaskEvent', taskId, gateIndex, channelIndex, event }),
      reportCheckpoint: (taskId, report) => settings.report({ ...report, taskId }),
    };
  }

  get taskNames(): readonly string[] {
    return this.#hosted.map(({ deployment }) => deployment.plan.taskName);
  }

  /** Reads main's messages and gives each task a turn. */
  runRound(): Rest {
    this.#readMessages();
    const worked = this.#runTurns();
    if (worked) return { kind: 'work' };
    if (this.#isShutDown && this.#hosted.length === 0) return { kind: 'end' };
    const pending = [...this.#loading, ...this.#hosted.flatMap(({ task }) => task?.pending ?? [])];
    const untilMs = this.#wakeAtMs();
    if (pending.length > 0 || this.#hosted.length === 0) return { kind: 'await', untilMs, pending };
    return { kind: 'park', untilMs };
  }

  /** Ends everything that runs, because the thread itself cannot go on. */
  fail(error: unknown): void {
    for (const hosted of [...this.#hosted]) {
      const { taskName } = hosted.deployment.plan;
      // With a line of the job in its stack it is the user's: a timer or promise that one of his functions left behind.
      const place = { operatorName: 'a callback', taskName };
      const isUsers = userLocationOf(error) !== undefined;
      this.#end(hosted, 'failed', isUsers ? userFailure(place, error) : error);
    }
  }

  /** Hot: once per turn. Without a message, two reads. */
  #readMessages(): void {
    const { doorbell } = this.#thread;
    doorbell.dispatch();
    if (!doorbell.controlRung) return;
    // Set back before reading: a message that comes later rings again.
    doorbell.controlRung = false;
    for (let message = this.#settings.receive(); message !== undefined; message = this.#settings.receive()) {
      this.#handle(message);
    }
  }

  #handle(message: MainToTaskThread): void {
    switch (message.type) {
      case 'deploy':
        this.#deploy(message);
        return;
      case 'cancel':
        for (const hosted of this.#addressed(message.taskId)) cancel(hosted);
        return;
      case 'triggerCheckpoint':
        for (const hosted of this.#addressed(message.taskId))
          this.#triggerCheckpoint(hosted, message.barrier);
        return;
      case 'taskEventReceived':
        for (const { task } of this.#addressed(message.taskId))
          task?.taskEventReceived(message.partitionId, message.event);
        return;
      case 'measureMailboxLatency':
        for (const { task } of this.#addressed(message.taskId))
          task?.measureMailboxLatency(message.sentWallMs);
        return;
      case 'shutdown':
        this.#isShutDown = true;
        for (const hosted of this.#hosted) cancel(hosted);
    }
  }

  #triggerCheckpoint({ task, deployment }: HostedTask, barrier: CheckpointBarrier): void {
    if (task !== undefined) return task.triggerCheckpoint(barrier);
    const { taskId } = deployment.plan;
    const { checkpointId } = barrier;
    const reason = 'the task has not begun';
    this.#settings.report({ type: 'declineCheckpoint', taskId, checkpointId, reason });
  }

  /** The task of that id, unless it has ended. */
  #addressed(taskId: string): readonly HostedTask[] {
    return this.#hosted.filter(({ deployment }) => deployment.plan.taskId === taskId);
  }

  #deploy(deployment: Deployment): void {
    const hosted: HostedTask = { deployment, task: undefined, isCanceled: false, isRunning: false };
    this.#hosted.push(hosted);
    this.#report(hosted, { state: 'INITIALIZING' });
    const known = this.#functionsOfJob.get(deployment.plan.jobId);
    // At once: a task of the same job may be waiting inside a record for this very one to read, and meanwhile the
    // event loop, which an import needs, stands still.
    if (known !== undefined) return this.#start(hosted, known);
    const loading = this.#load(hosted).finally(() => this.#loading.delete(loading));
    this.#loading.add(loading);
  }

  /** Never rejects: what goes wrong is the task's failure. */
  async #load(hosted: HostedTask): Promise<void> {
    const { plan, metrics } = hosted.deployment;
    try {
      const functions = await (this.#settings.load ?? loadJob)(plan);
      countJobBuild(metrics);
      this.#functionsOfJob.set(plan.jobId, functions);
      this.#start(hosted, functions);
    } catch (error) {
      this.#end(hosted, 'failed', error);
    }
  }

  #start(hosted: HostedTask, functions: ReadonlyMap<string, UserFunctions>): void {
    const { plan, channels, metrics } = hosted.deployment;
    if (hosted.isCanceled) return this.#end(hosted, 'canceled');
    try {
      this.#memory ??= SegmentMemory.attach(channels.memory);
      const parts: TaskParts = { plan, channels, metrics, functions };
      hosted.task = assembleTask(parts, { ...this.#thread, memory: this.#memory });
      this.#report(hosted, { state: 'RUNNING' });
    } catch (error) {
      this.#end(hosted, 'failed', error);
    }
  }

  /** One turn for each task that is not inside one already. @returns whether any had work */
  #runTurns(): boolean {
    let worked = false;
    for (const hosted of [...this.#hosted]) {
      if (hosted.isRunning || hosted.task === undefined) continue;
      if (this.#runTurn(hosted, hosted.task)) worked = true;
    }
    return worked;
  }

  #runTurn(hosted: HostedTask, task: StreamTask): boolean {
    const outer = this.#running;
    this.#running = hosted;
    hosted.isRunning = true;
    try {
      const result = task.runTurn(this.#thread.io.clock.nowMs());
      if (result === 'finished') this.#end(hosted, 'finished');
      return result !== 'waiting';
    } catch (error) {
      const isCanceled = error instanceof TaskCancellation || hosted.isCanceled;
      this.#end(hosted, isCanceled ? 'canceled' : 'failed', error);
      return true;
    } finally {
      hosted.isRunning = false;
      this.#running = outer;
    }
  }

  /** The hard block: a record in progress needs a segment and there is none. Returns when there may be one; asked
   *  again when there is not. @throws TaskCancellation when the waiting task is cancelled */
  #waitInside(): void {
    const { io, doorbell } = this.#thread;
    const waiting = this.#running;
    waiting?.task?.enterHardBlock(io.clock.nowMs());
    this.#readMessages();
    if (waiting?.isCanceled === true) throw new TaskCancellation('cancelled while waiting for a buffer');
    if (!this.#runTurns()) doorbell.park(Math.max(0, this.#wakeAtMs() - io.clock.nowMs()));
    waiting?.task?.leaveHardBlock(io.clock.nowMs());
  }

  #wakeAtMs(): number {
    let wakeAtMs = Infinity;
    for (const { task, isRunning } of this.#hosted) {
      if (task !== undefined && !isRunning) wakeAtMs = Math.min(wakeAtMs, task.wakeAtMs);
    }
    return wakeAtMs;
  }

  #end(hosted: HostedTask, ending: Ending, error?: unknown): void {
    const index = this.#hosted.indexOf(hosted);
    if (index < 0) return;
    this.#hosted.splice(index, 1);
    const { jobId } = hosted.deployment.plan;
    if (!this.#hosted.some(({ deployment }) => deployment.plan.jobId === jobId))
      this.#functionsOfJob.delete(jobId);
    hosted.task?.close(ending, this.#thread.io.clock.nowMs());
    switch (ending) {
      case 'finished':
        this.#report(hosted, { state: 'FINISHED' });
        return;
      case 'canceled':
        this.#report(hosted, { state: 'CANCELED' });
        return;
      case 'failed':
        this.#report(hosted, { state: 'FAILED', error: asStreamError(error).toJSON() });
    }
  }

  #report(
    { deployment }: HostedTask,
    state: Pick<Extract<TaskThreadToMain, { type: 'taskState' }>, 'state' | 'error'>,
  ): void {
    this.#settings.report({ type: 'taskState', taskId: deployment.plan.taskId, ...state });
  }
}

function cancel(hosted: HostedTask): void {
  hosted.isCanceled = true;
  hosted.task?.cancel();
}

function asStreamError(error: unknown): StreamError {
  return isStreamError(error) ? error : streamError('INTERNAL_ERROR', { reason: String(error) }, error);
}
