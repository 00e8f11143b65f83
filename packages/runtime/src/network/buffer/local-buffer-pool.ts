/** The segments of one result partition, in the thread of the task that writes it.
 *  Path: record writer → buffer builder → **pool** ← recycle stack ← whoever read the buffer.
 *  `available` is the soft back-pressure that a task looks at before each record: true while a regular segment is
 *  free and no subpartition holds too many. A record in progress may still take what is left (the overdraft).
 *  Its size changes: the main thread sets a target and adds segments; what is too many is given back as it comes home.
 *  Source: Flink's LocalBufferPool (availability, maxBuffersPerChannel, overdraft, lazy shrinking). */
import { assert } from '../../base/index.ts';
import { NO_SEGMENT, RING_DATA_CAPACITY } from '../ring/index.ts';
import type { BufferGrant } from './buffer-grant.ts';
import { RecycleStack } from './recycle-stack.ts';
import { FRESH, type SegmentMemory } from './segment-memory.ts';

/** One subpartition must not take the whole pool: from this number on the partition counts as unavailable. */
export const MAX_BUFFERS_PER_SUBPARTITION = 10;

export type LocalBufferPoolOptions = {
  readonly subpartitionCount: number;
  /** How many segments at most, of those beyond the required ones, are only for finishing a record. */
  readonly overdraft: number;
  readonly maxBuffersPerSubpartition?: number;
};

/** How many of a pool's segments are only for finishing a record: of those beyond the required ones, the last few. */
export function overdraftOf(owned: number, required: number, limit: number): number {
  return Math.max(0, Math.min(limit, owned - required));
}

export class LocalBufferPool {
  /** Plain field, checked before each record. */
  available: boolean;
  readonly recycled: RecycleStack;
  readonly #memory: SegmentMemory;
  readonly #home: number;
  readonly #required: number;
  readonly #free: Int32Array;
  #freeCount: number;
  /** Free, in use or on their way home. */
  #owned: number;
  readonly #overdraftLimit: number;
  #overdraft: number;
  readonly #maxPerSubpartition: number;
  readonly #inUse: Int32Array;
  #saturatedSubpartitions: number;

  constructor(memory: SegmentMemory, grant: BufferGrant, options: LocalBufferPoolOptions) {
    assert(options.overdraft < grant.limit, 'a pool has at least one regular segment');
    this.#memory = memory;
    this.#home = grant.home;
    this.#required = grant.required;
    this.recycled = new RecycleStack(memory, grant.home);
    this.#free = new Int32Array(grant.limit);
    this.#free.set(grant.segments);
    this.#freeCount = grant.segments.length;
    this.#owned = grant.segments.length;
    this.#overdraftLimit = options.overdraft;
    this.#overdraft = this.#overdraftOfOwned();
    this.#maxPerSubpartition = options.maxBuffersPerSubpartition ?? MAX_BUFFERS_PER_SUBPARTITION;
    this.#inUse = new Int32Array(options.subpartitionCount);
    this.#saturatedSubpartitions = 0;
    this.available = false;
    this.#update();
  }

  get freeCount(): number {
    return this.#freeCount;
  }

  /** Segments it has now, in use or not. */
  get size(): number {
    return this.#owned;
  }

  /** Segments this subpartition holds: open, queued, being sent or being read. */
  inUseBy(subpartition: number): number {
    return this.#inUse[subpartition]!;
  }

  /** @returns a segment owned by the caller, or NO_SEGMENT when even the overdraft is used up */
  request(subpartition: number): number {
    if (this.#freeCount <= this.#overdraft) this.drain();
    if (!this.#mayTake(subpartition)) return NO_SEGMENT;
    const segment = this.#free[--this.#freeCount]!;
    this.#memory.setTag(segment, subpartition);
    const inUse = this.#inUse[subpartition]! + 1;
    this.#inUse[subpartition] = inUse;
    if (inUse === this.#maxPerSubpartition) this.#saturatedSubpartitions++;
    this.#update();
    return segment;
  }

  /** Takes in what came home. @returns whether the pool is available now */
  drain(): boolean {
    const before = this.#freeCount;
    this.#freeCount = this.recycled.drainInto(this.#free, before);
    for (let i = before; i < this.#freeCount; i++) {
      const subpartition = this.#memory.tag(this.#free[i]!);
      if (subpartition === FRESH) {
        this.#owned++;
        continue;
      }
      const inUse = this.#inUse[subpartition]! - 1;
      assert(inUse >= 0, 'a segment is recycled once');
      this.#inUse[subpartition] = inUse;
      if (inUse === this.#maxPerSubpartition - 1) this.#saturatedSubpartitions--;
    }
    const surplus = this.#owned - this.#memory.target(this.#home);
    if (surplus > 0) this.#giveBack(Math.min(surplus, this.#freeCount));
    this.#overdraft = this.#overdraftOfOwned();
    this.#update();
    return this.available;
  }

  /** Like `drain`; if the pool stays unavailable, the thread is rung when a segment comes home. */
  drainOrAwait(): boolean {
    while (!this.drain()) {
      if (this.recycled.await()) return false;
    }
    return true;
  }

  /** After `request` said NO_SEGMENT: looks once more, since segments may have come home meanwhile, and nobody would
   *  ring for those. @returns whether to request again at once; if not, the thread is rung when a segment comes home */
  hasSegmentOrAwait(subpartition: number): boolean {
    this.drain();
    while (!this.#mayTake(subpartition)) {
      if (this.recycled.await()) return false;
      this.drain();
    }
    return true;
  }

  /** Sends everything that is free home for good; what is still out follows by itself. */
  close(): void {
    this.drain();
    while (this.#freeCount > 0) this.#memory.recycle(this.#free[--this.#freeCount]!);
    this.#memory.showHome(this.#home, 0, 0);
    this.available = false;
  }

  #giveBack(count: number): void {
    for (let i = 0; i < count; i++) this.#memory.giveBack(this.#free[--this.#freeCount]!);
    this.#owned -= count;
  }

  // The required ones are regular: each subpartition may hold an open buffer, and a record must still be possible.
  #overdraftOfOwned(): number {
    return overdraftOf(this.#owned, this.#required, this.#overdraftLimit);
  }

  #mayTake(subpartition: number): boolean {
    // The ring of a subpartition must never overflow.
    return this.#freeCount > 0 && this.#inUse[subpartition]! < RING_DATA_CAPACITY;
  }

  /** Hot: once per buffer. */
  #update(): void {
    this.available = this.#freeCount > this.#overdraft && this.#saturatedSubpartitions === 0;
    this.#memory.showHome(this.#home, this.#owned, this.#freeCount);
  }
}
