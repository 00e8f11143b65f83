/** The output of one task towards one consuming vertex: one subpartition per consumer subtask, one shared pool.
 *  Path: record writer → **result partition** → subpartitions. Owned by the task's thread.
 *  Back-pressure: the task looks at `available` before each record and suspends itself when it is false (soft); a
 *  record in progress takes the overdraft, and waits in `blockUntilAvailable` when that is used up too (hard).
 *  Source: Flink's BufferWritingResultPartition and PipelinedResultPartition. */
import type { ResultPartitionId } from '../../base/index.ts';
import {
  type BufferBuilder,
  type BufferGrant,
  LocalBufferPool,
  type SegmentMemory,
} from '../buffer/index.ts';
import type { ChannelEvent } from '../event/index.ts';
import type { Doorbell, ReadyListener } from '../ring/index.ts';
import { Subpartition } from './subpartition.ts';

/** Structured-clonable: what a task thread needs to open a result partition. */
export type ResultPartitionHandle = {
  readonly partitionId: ResultPartitionId;
  readonly grant: BufferGrant;
  /** How many segments, of those beyond the required ones, are overdraft. */
  readonly overdraft: number;
  /** Bytes a buffer has at most until its reader wishes otherwise; absent: as many as a segment. */
  readonly startBufferSize?: number;
  /** One ring per subpartition. */
  readonly rings: readonly SharedArrayBuffer[];
};

/** What a result partition takes from the thread that runs it. */
export type PartitionThread = {
  readonly memory: SegmentMemory;
  readonly doorbell: Doorbell;
  /** Waits until `partition` may have a segment: parks the thread, or runs its other tasks meanwhile.
   *  Throws to give up (the task was cancelled). */
  readonly blockUntilAvailable: (partition: ResultPartition) => void;
};

export class ResultPartition implements ReadyListener {
  readonly partitionId: ResultPartitionId;
  /** One per subpartition. */
  readonly builders: readonly BufferBuilder[];
  readonly subpartitions: readonly Subpartition[];
  readonly #pool: LocalBufferPool;
  readonly #thread: PartitionThread;
  readonly #source: number;
  #closed: boolean;

  constructor(handle: ResultPartitionHandle, thread: PartitionThread) {
    this.partitionId = handle.partitionId;
    this.#thread = thread;
    this.#closed = false;
    this.#pool = new LocalBufferPool(thread.memory, handle.grant, {
      subpartitionCount: handle.rings.length,
      overdraft: handle.overdraft,
    });
    this.#source = thread.doorbell.register(this);
    this.#pool.recycled.attach(thread.doorbell.thread, this.#source);
    const wait = (subpartition: number): void => this.#waitForSegment(subpartition);
    this.subpartitions = handle.rings.map(
      (ring, index) =>
        new Subpartition(index, thread.memory, this.#pool, ring, wait, handle.startBufferSize ?? 0),
    );
    for (const { replies } of this.subpartitions) replies.listen(thread.doorbell.thread, this.#source);
    this.builders = this.subpartitions.map((subpartition) => subpartition.builder);
    // The target may have changed before there was anybody to ring.
    this.#pool.drain();
  }

  /** Hot: looked at before each record. False: call `refreshAvailability`, and suspend if that is false too. */
  get available(): boolean {
    return this.#pool.available;
  }

  /** Takes in recycled segments. @returns whether a record may be written now; if not, the doorbell will ring */
  refreshAvailability(): boolean {
    return this.#pool.drainOrAwait();
  }

  onReady(): void {
    if (!this.#closed) this.#pool.drainOrAwait();
  }

  /** Every consumer has processed all records up to `endOfData`. When it becomes true, the doorbell has rung. */
  get allRecordsProcessed(): boolean {
    return this.subpartitions.every(({ replies }) => replies.recordsProcessed);
  }

  /** Shows everything written so far to the readers. */
  flushAll(): void {
    for (const builder of this.builders) builder.commit();
  }

  /** Puts an event behind everything written so far, or ahead of it if it has priority, on every subpartition. */
  emitEvent(event: ChannelEvent): void {
    for (const subpartition of this.subpartitions) subpartition.addEvent(event);
  }

  /** Barriers of this checkpoint that still wait in line overtake from now on. */
  alignedBarrierTimeout(checkpointId: number): void {
    for (const subpartition of this.subpartitions) subpartition.alignedBarrierTimeout(checkpointId);
  }

  get buffersOut(): number {
    let sum = 0;
    for (const subpartition of this.subpartitions) sum += subpartition.buffersOut;
    return sum;
  }

  get bytesOut(): number {
    let sum = 0;
    for (const subpartition of this.subpartitions) sum += subpartition.bytesOut;
    return sum;
  }

  get recordsOut(): number {
    let sum = 0;
    for (const builder of this.builders) sum += builder.recordCount;
    return sum;
  }

  /** Ends writing, after `endOfPartition` or half-way; what is queued stays readable. A second close is a no-op. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { builder, replies } of this.subpartitions) {
      builder.finish();
      replies.ignore();
    }
    this.#thread.doorbell.unregister(this.#source);
    this.#pool.close();
  }

  #waitForSegment(subpartition: number): void {
    // A finished buffer is visible already, but an open one of another subpartition may hold what its reader waits for.
    this.flushAll();
    if (!this.#pool.hasSegmentOrAwait(subpartition)) this.#thread.blockUntilAvailable(this);
  }
}
