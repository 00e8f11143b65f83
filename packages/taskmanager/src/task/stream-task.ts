/** One attempt of one subtask, from its first record to its last: its mailbox loop, its outputs' flushes, its end.
 *  Path: task host (one thread) → **stream task** → mailbox processor → mails, then processInput → chain → partitions.
 *  The host calls `runTurn`, a fraction of a millisecond of work, so a mail waits no longer than one slice of records.
 *  Back-pressure suspends the default action, never the thread; only a record in progress that has used up the
 *  overdraft makes the host wait (see task-host.ts).
 *  Invariant: EndOfData is the last thing on every output, after the operators have finished; when all consumers have
 *  processed it, EndOfPartition follows.
 *  Source: Flink's StreamTask (processInput, endData, afterInvoke). */
import { type Ending, type Operator, TaskCancellation, type WatermarkOutput } from '@rivulet/operators';
import { MAX_WATERMARK, type ResultPartitionId } from '@rivulet/runtime/base';
import type { Clock } from '@rivulet/runtime/io';
import {
  type ChannelEvent,
  type CheckpointBarrier,
  type ResultPartition,
  type TaskEvent,
  TaskEventDispatcher,
} from '@rivulet/runtime/network';
import type { SubtaskCheckpointCoordinator } from './checkpoint/index.ts';
import { FlushPolicy } from './flush-policy.ts';
import { MailboxProcessor, MAX_PRIORITY, type Suspension, type TaskMailbox } from './mailbox/index.ts';
import type { TaskMetrics } from './metrics/index.ts';
import type { CanEmit } from './output-availability.ts';
import type { InputStatus, TaskInput } from './task-input.ts';
import type { TaskTimers } from './task-timers.ts';

export type StreamTaskParts = {
  readonly taskName: string;
  readonly clock: Clock;
  readonly mailbox: TaskMailbox;
  readonly timers: TaskTimers;
  readonly checkpoints: SubtaskCheckpointCoordinator;
  readonly input: TaskInput;
  /** In the order of data flow. */
  readonly operators: readonly Operator[];
  /** Of the chain's head. */
  readonly watermarks: WatermarkOutput;
  readonly partitions: readonly ResultPartition[];
  readonly canEmit: CanEmit;
  readonly metrics: TaskMetrics;
  readonly bufferTimeoutMs: number;
};

/** `worked`: come back soon. `waiting`: nothing to do before `wakeAtMs`, a ring or `pending`. */
export type TurnResult = 'worked' | 'waiting' | 'finished';

export class StreamTask {
  readonly taskName: string;
  /** What consumers tell this task about its partitions; listeners run as mails. */
  readonly taskEvents: TaskEventDispatcher = new TaskEventDispatcher();
  readonly #parts: StreamTaskParts;
  readonly #processor: MailboxProcessor;
  readonly #flushPolicy: FlushPolicy;
  readonly #untilInput: Suspension;
  readonly #untilOutput: Suspension;
  readonly #untilFinished: Suspension;
  readonly #untilAcknowledged: Suspension;
  #stage: 'processing' | 'finishing' | 'acknowledging' | 'closed' = 'processing';
  #finishedOperators = 0;
  #lastPublishedMs = 0;

  constructor(parts: StreamTaskParts) {
    const { taskName, mailbox, clock, input, canEmit, metrics, bufferTimeoutMs } = parts;
    this.taskName = taskName;
    this.#parts = parts;
    this.#processor = new MailboxProcessor(mailbox, clock, (nowMs) => this.#runDefaultAction(nowMs));
    this.#flushPolicy = new FlushPolicy(bufferTimeoutMs);
    this.#untilInput = { timer: metrics.idleTimer, mayResume: (nowMs) => input.isAvailable(nowMs) };
    this.#untilOutput = {
      timer: metrics.softBackPressureTimer,
      mayResume: () => canEmit() || input.hasPriorityEvent,
    };
    this.#untilFinished = {
      timer: metrics.idleTimer,
      mayResume: () => this.#finishingOperator?.pending === undefined,
    };
    this.#untilAcknowledged = { timer: metrics.idleTimer, mayResume: () => this.#isAcknowledged };
    metrics.enter('busy', clock.nowMs());
  }

  get wakeAtMs(): number {
    const inputAtMs = this.#waitsForInput ? this.#parts.input.wakeAtMs : Infinity;
    return Math.min(inputAtMs, this.#flushPolicy.nextFlushMs, this.#parts.timers.nextAtMs);
  }

  /** What is under way on the event loop and gives the task work when it settles. */
  get pending(): readonly Promise<void>[] {
    const { operators, input } = this.#parts;
    const ofInput = this.#waitsForInput ? (input.pending ?? []) : [];
    return [ofInput, ...operators.map(({ pending }) => pending ?? [])].flat();
  }

  runTurn(nowMs: number): TurnResult {
    const { timers } = this.#parts;
    if (nowMs >= timers.nextAtMs) timers.postDue(nowMs);
    switch (this.#processor.runMailboxStep(nowMs)) {
      case 'worked':
        if (this.#flushPolicy.afterWork(nowMs)) this.flush(nowMs);
        return 'worked';
      case 'waiting':
        if (this.#flushPolicy.beforeSleep(nowMs, this.#waitsForOutput ? 'output' : 'input'))
          this.flush(nowMs);
        else this.#flushOperators();
        this.#parts.metrics.waitFor(this.#waitsForInput ? this.#parts.input.waitsFor : 'input');
        return 'waiting';
      case 'completed':
        this.close('finished', nowMs);
        return 'finished';
    }
  }

  /** Ends the task at its next turn, ahead of any other mail. */
  cancel(): void {
    this.#parts.mailbox.putFirst({
      description: 'cancel',
      priority: MAX_PRIORITY,
      run: () => {
        throw new TaskCancellation('cancelled between two records');
      },
    });
  }

  /** The coordinator's trigger: at a source the barrier begins here. */
  triggerCheckpoint(barrier: CheckpointBarrier): void {
    const { mailbox, input, checkpoints } = this.#parts;
    const { checkpointId } = barrier;
    const isTaken = mailbox.put({
      description: `trigger checkpoint ${checkpointId}`,
      priority: MAX_PRIORITY,
      run: () => {
        if (!input.injectBarrier(barrier)) checkpoints.triggerCheckpoint(barrier);
      },
    });
    if (!isTaken) checkpoints.decline(checkpointId, 'the task is ending');
  }

  /** From a consumer. Between two records, in the order of arrival; a task that is ending does not listen any more. */
  taskEventReceived(partitionId: ResultPartitionId, event: TaskEvent): void {
    this.#parts.mailbox.put({
      description: `task event ${event.kind}`,
      priority: MAX_PRIORITY,
      run: () => void this.taskEvents.publish(partitionId, event),
    });
  }

  /** A probe: how long does a mail wait here? @param sentWallMs when main sent it */
  measureMailboxLatency(sentWallMs: number): void {
    const { mailbox, metrics, clock } = this.#parts;
    mailbox.put({
      description: 'measure mailbox latency',
      priority: MAX_PRIORITY,
      run: () => metrics.addMailboxLatency(Math.max(0, clock.wallMs() - sentWallMs)),
    });
  }

  /** Shows everything written so far, to readers and to the outside. */
  flush(nowMs: number): void {
    for (const partition of this.#parts.partitions) partition.flushAll();
    this.#flushOperators();
    this.#flushPolicy.flushed(nowMs);
    this.#publish(nowMs);
  }

  /** The task is about to wait inside a record. */
  enterHardBlock(nowMs: number): void {
    this.#parts.metrics.hardBackPressureTimer.markStart(nowMs);
    for (const partition of this.#parts.partitions) partition.flushAll();
  }

  leaveHardBlock(nowMs: number): void {
    this.#parts.metrics.hardBackPressureTimer.markEnd(nowMs);
  }

  /** Gives up everything the task holds, once. What is queued in its outputs stays readable. */
  close(ending: Ending, nowMs: number): void {
    if (this.#stage === 'closed') return;
    this.#stage = 'closed';
    const { operators, partitions, metrics, mailbox, timers, input } = this.#parts;
    timers.quiesce();
    mailbox.close();
    const failures: unknown[] = [];
    const attempt = (close: () => void): void => {
      try {
        close();
      } catch (error) {
        failures.push(error);
      }
    };
    for (const operator of operators) {
      if (ending === 'finished') attempt(() => operator.flush?.());
      attempt(() => operator.close?.(ending));
    }
    if (ending === 'finished' && failures.length === 0)
      attempt(() => this.#emitOnAll({ kind: 'endOfPartition' }));
    attempt(() => input.close());
    for (const partition of partitions) attempt(() => partition.close());
    metrics.enter('initial', nowMs);
    this.#publish(nowMs, true);
    // The others are consequences of the first, or of the failure that ends the task anyway.
    if (failures.length > 0 && ending === 'finished') throw failures[0];
  }

  get #waitsForInput(): boolean {
    return this.#processor.suspension === this.#untilInput;
  }

  get #waitsForOutput(): boolean {
    return this.#processor.suspension === this.#untilOutput;
  }

  /** Flink's processInput: one slice of records, or the first reason why not, a full output before a missing input. */
  #runDefaultAction(nowMs: number): void {
    switch (this.#step(nowMs)) {
      case 'worked':
        return;
      case 'blocked':
        return this.#processor.suspendDefaultAction(this.#untilOutput, nowMs);
      case 'idle':
        return this.#processor.suspendDefaultAction(this.#untilInput, nowMs);
      case 'pending':
        return this.#processor.suspendDefaultAction(this.#untilFinished, nowMs);
      case 'unacknowledged':
        return this.#processor.suspendDefaultAction(this.#untilAcknowledged, nowMs);
      case 'ended':
        return this.#advanceStage(nowMs);
    }
  }

  #step(nowMs: number): InputStatus | 'pending' | 'unacknowledged' {
    switch (this.#stage) {
      case 'processing':
        return this.#parts.input.step(nowMs);
      case 'finishing':
        return this.#finishOperators();
      default:
        return this.#isAcknowledged ? 'ended' : 'unacknowledged';
    }
  }

  get #isAcknowledged(): boolean {
    return this.#parts.partitions.every((partition) => partition.allRecordsProcessed);
  }

  get #finishingOperator(): Operator | undefined {
    return this.#parts.operators[this.#finishedOperators];
  }

  #finishOperators(): 'worked' | 'blocked' | 'pending' | 'ended' {
    const operator = this.#finishingOperator;
    if (operator === undefined) return 'ended';
    if (!this.#parts.canEmit()) return 'blocked';
    if (operator.finish?.() ?? true) this.#finishedOperators++;
    else if (operator.pending !== undefined) return 'pending';
    return 'worked';
  }

  #advanceStage(nowMs: number): void {
    if (this.#stage === 'processing') {
      // Where a stream ends, so does its event time; inputs over the network have said so themselves.
      this.#parts.watermarks.emitWatermark(MAX_WATERMARK);
      this.#stage = 'finishing';
      return;
    }
    if (this.#stage === 'finishing') {
      this.#emitOnAll({ kind: 'endOfData', drain: true });
      this.flush(nowMs);
      this.#stage = 'acknowledging';
      return;
    }
    const { timers, mailbox } = this.#parts;
    timers.quiesce();
    mailbox.quiesce();
    this.#processor.drain();
    this.#processor.allActionsCompleted();
  }

  /** A sink's batch goes out before any sleep, whatever the buffer timeout says. */
  #flushOperators(): void {
    for (const operator of this.#parts.operators) operator.flush?.();
  }

  /** Events take their place behind the last record and cost no buffer, so this never waits. */
  #emitOnAll(event: ChannelEvent): void {
    for (const partition of this.#parts.partitions) partition.emitEvent(event);
  }

  #publish(nowMs: number, force = false): void {
    if (!force && nowMs - this.#lastPublishedMs < 1) return;
    this.#lastPublishedMs = nowMs;
    const { partitions, metrics, input, mailbox } = this.#parts;
    const sumOf = (figure: (partition: ResultPartition) => number): number =>
      partitions.reduce((sum, partition) => sum + figure(partition), 0);
    metrics.advance(nowMs);
    metrics.publish({
      recordsIn: input.recordCount,
      recordsOut: sumOf(({ recordsOut }) => recordsOut),
      bytesIn: input.bytesIn,
      bytesOut: sumOf(({ bytesOut }) => bytesOut),
      buffersIn: input.buffersIn,
      buffersOut: sumOf(({ buffersOut }) => buffersOut),
      mailsQueued: mailbox.size,
      mailsProcessed: this.#processor.mailsProcessed,
    });
  }
}
