/** One attempt of one subtask, from its first record to its last: steps its input, flushes its outputs, ends in order.
 *  Path: task host (one thread) → **stream task** → input processor or source → chain → result partitions.
 *  The host calls `runTurn`, a fraction of a millisecond of work; between turns it reads its mail, so a task is
 *  cancelled between two records at the latest. Back-pressure suspends the turn, never the thread; only a record in
 *  progress that has used up the overdraft makes the host wait (see task-host.ts).
 *  Invariant: EndOfData and EndOfPartition are the last things on every output, after the operators have finished.
 *  Source: Flink's StreamTask (processInput, endData, afterInvoke). */
import type { ResultPartition } from '@rivulet/runtime/network';
import type { Ending, Operator } from '@rivulet/operators';
import { FlushPolicy } from './flush-policy.ts';
import type { CanEmit } from './output-availability.ts';
import type { TaskInput } from './task-input.ts';
import type { TaskMetrics } from './task-metrics.ts';

export type StreamTaskParts = {
  readonly taskName: string;
  readonly input: TaskInput;
  /** In the order of data flow. */
  readonly operators: readonly Operator[];
  readonly partitions: readonly ResultPartition[];
  readonly canEmit: CanEmit;
  readonly metrics: TaskMetrics;
  readonly bufferTimeoutMs: number;
};

/** `worked`: come back soon. `waiting`: nothing to do before `wakeAtMs`, a ring or `pending`. */
export type TurnResult = 'worked' | 'waiting' | 'finished';

export class StreamTask {
  readonly taskName: string;
  readonly #parts: StreamTaskParts;
  readonly #input: TaskInput;
  readonly #flushPolicy: FlushPolicy;
  #stage: 'processing' | 'finishing' | 'closed' = 'processing';
  #finishedOperators = 0;
  #lastPublishedMs = 0;

  constructor(parts: StreamTaskParts) {
    this.taskName = parts.taskName;
    this.#parts = parts;
    this.#input = parts.input;
    this.#flushPolicy = new FlushPolicy(parts.bufferTimeoutMs);
  }

  get wakeAtMs(): number {
    return Math.min(this.#input.wakeAtMs, this.#flushPolicy.nextFlushMs);
  }

  get pending(): Promise<void> | undefined {
    return this.#input.pending;
  }

  runTurn(nowMs: number): TurnResult {
    const { metrics } = this.#parts;
    metrics.advance(nowMs);
    const status = this.#stage === 'processing' ? this.#input.step(nowMs) : this.#finishOperators();
    switch (status) {
      case 'worked':
        metrics.enter('busy');
        if (this.#flushPolicy.afterWork(nowMs)) this.flush(nowMs);
        return 'worked';
      case 'ended':
        return this.#advanceStage(nowMs);
      case 'idle':
      case 'blocked':
        if (this.#flushPolicy.beforeSleep(nowMs)) this.flush(nowMs);
        else this.#flushOperators();
        metrics.enter(status === 'idle' ? 'idle' : 'backPressured');
        return 'waiting';
    }
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
    this.#parts.metrics.advance(nowMs);
    this.#parts.metrics.enter('backPressured');
    for (const partition of this.#parts.partitions) partition.flushAll();
  }

  leaveHardBlock(nowMs: number): void {
    this.#parts.metrics.advance(nowMs);
    this.#parts.metrics.enter('busy');
  }

  /** Gives up everything the task holds, once. What is queued in its outputs stays readable. */
  close(ending: Ending, nowMs: number): void {
    if (this.#stage === 'closed') return;
    this.#stage = 'closed';
    const { operators, partitions, metrics } = this.#parts;
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
    if (ending === 'finished' && failures.length === 0) attempt(() => this.#endOutputs());
    attempt(() => this.#input.close());
    for (const partition of partitions) attempt(() => partition.close());
    metrics.advance(nowMs);
    metrics.enter('initial');
    this.#publish(nowMs, true);
    // The others are consequences of the first, or of the failure that ends the task anyway.
    if (failures.length > 0 && ending === 'finished') throw failures[0];
  }

  /** A sink's batch goes out before any sleep, whatever the buffer timeout says. */
  #flushOperators(): void {
    for (const operator of this.#parts.operators) operator.flush?.();
  }

  #finishOperators(): 'worked' | 'blocked' | 'ended' {
    const { operators, canEmit } = this.#parts;
    const operator = operators[this.#finishedOperators];
    if (operator === undefined) return 'ended';
    if (!canEmit()) return 'blocked';
    if (operator.finish?.() ?? true) this.#finishedOperators++;
    return 'worked';
  }

  #advanceStage(nowMs: number): TurnResult {
    if (this.#stage === 'processing') {
      this.#stage = 'finishing';
      return 'worked';
    }
    this.close('finished', nowMs);
    return 'finished';
  }

  /** Events take their place behind the last record and cost no buffer, so this never waits. */
  #endOutputs(): void {
    for (const partition of this.#parts.partitions) {
      partition.emitEvent({ kind: 'endOfData', drain: true });
      partition.emitEvent({ kind: 'endOfPartition' });
    }
  }

  #publish(nowMs: number, force = false): void {
    if (!force && nowMs - this.#lastPublishedMs < 1) return;
    this.#lastPublishedMs = nowMs;
    const { partitions, metrics } = this.#parts;
    const input = this.#input;
    const sumOf = (figure: (partition: ResultPartition) => number): number =>
      partitions.reduce((sum, partition) => sum + figure(partition), 0);
    metrics.publish({
      recordsIn: input.recordCount,
      recordsOut: sumOf(({ recordsOut }) => recordsOut),
      bytesIn: input.bytesIn,
      bytesOut: sumOf(({ bytesOut }) => bytesOut),
      buffersIn: input.buffersIn,
      buffersOut: sumOf(({ buffersOut }) => buffersOut),
    });
  }
}
