/** Who owns which segment of a TaskManager, at the coarse grain: grants, made at deployment, taken back whole.
 *  Lives on the main thread; in between, segments move among the threads of one partition or gate without it.
 *  A grant begins with what it requires. What is left over is shared out by `distribute`; whenever grants come or go,
 *  the shares change: those who have too many are told by their target word and give segments back as these come home.
 *  Invariant: a segment is free or in exactly one grant, and what is required never exceeds what there is.
 *  Source: Flink's NetworkBufferPool. */

import { assert, streamError } from '../../base/index.ts';
import type { BufferGrant } from './buffer-grant.ts';
import { fairShares } from './fair-shares.ts';
import { RecycleStack } from './recycle-stack.ts';
import type { SegmentMemory } from './segment-memory.ts';

export type BufferDemand = {
  /** For the error: who asks. */
  readonly owner: string;
  readonly required: number;
  readonly wanted: number;
};

type Lent = { readonly grant: BufferGrant; readonly segments: Set<number>; target: number };

export class NetworkBufferPool {
  readonly memory: SegmentMemory;
  readonly #free: number[];
  readonly #freeHomes: number[];
  /** By home. */
  readonly #lent: Map<number, Lent>;
  /** The home of each segment that is lent. */
  readonly #lentTo: Int32Array;
  readonly #returned: RecycleStack;
  readonly #drained: Int32Array;
  #required: number;

  constructor(memory: SegmentMemory) {
    this.memory = memory;
    this.#free = Array.from({ length: memory.segmentCount }, (_, i) => memory.segmentCount - 1 - i);
    this.#freeHomes = [...this.#free];
    this.#lent = new Map();
    this.#lentTo = new Int32Array(memory.segmentCount);
    memory.resetHome(memory.returnHome);
    this.#returned = new RecycleStack(memory, memory.returnHome);
    this.#drained = new Int32Array(memory.segmentCount);
    this.#required = 0;
  }

  get totalSegments(): number {
    return this.memory.segmentCount;
  }

  get freeSegments(): number {
    return this.#free.length;
  }

  /** Free, or given back and not taken in yet. */
  get availableSegments(): number {
    return this.#free.length + this.memory.countReturned();
  }

  /** What all pools together could use. */
  get requestedSegments(): number {
    return [...this.#lent.values()].reduce((sum, { grant }) => sum + grant.limit, 0);
  }

  /** Somebody has more than its share, and will give it back. */
  get awaitsReturns(): boolean {
    for (const { segments, target } of this.#lent.values()) if (segments.size > target) return true;
    return false;
  }

  /** Promises `required` segments, and lends as many of them as are free; the others follow with `distribute`.
   *  @throws StreamError NET_INSUFFICIENT_BUFFERS when all that is required exceeds what there is */
  grant(demand: BufferDemand): BufferGrant {
    const { required, wanted } = demand;
    assert(required > 0 && required <= wanted, 'a demand asks for something');
    if (this.#required + required > this.totalSegments) throw this.#insufficient(demand);
    this.#collect();
    const segments = new Int32Array(Math.min(required, this.#free.length));
    const grant = { home: this.#takeHome(), segments, required, limit: wanted };
    const lent = { grant, segments: new Set<number>(), target: required };
    this.#lent.set(grant.home, lent);
    this.#required += required;
    for (let i = 0; i < segments.length; i++) {
      const segment = this.#lend(lent);
      this.memory.setHome(segment, grant.home);
      this.memory.open(segment);
      segments[i] = segment;
    }
    this.#setTargets();
    return grant;
  }

  /** Takes in what was given back, and lends what is free: first where required ones are missing. */
  distribute(): void {
    this.#collect();
    for (const lent of this.#lent.values()) this.#fill(lent, lent.grant.required);
    for (const lent of this.#lent.values()) this.#fill(lent, lent.target);
  }

  /** Whether everything that is required was lent. */
  isComplete(grant: BufferGrant): boolean {
    return this.#lent.get(grant.home)!.segments.size >= grant.required;
  }

  /** The same grant with all segments that were added to it meanwhile, for a grant that nobody uses yet. */
  gather(grant: BufferGrant): BufferGrant {
    const count = new RecycleStack(this.memory, grant.home).drainInto(this.#drained, 0);
    return { ...grant, segments: Int32Array.of(...grant.segments, ...this.#drained.subarray(0, count)) };
  }

  /** Sends the segments of a grant that nobody uses yet home, to be taken back. */
  sendHome(grant: BufferGrant): void {
    for (const segment of grant.segments) this.memory.recycle(segment);
  }

  /** Takes a grant back; no thread may use it any more.
   *  @returns the number of segments that had not come home: 0, unless a thread died with them */
  reclaim(grant: BufferGrant): number {
    this.#collect();
    const lent = this.#lent.get(grant.home);
    assert(lent !== undefined, 'a grant is taken back once');
    this.#lent.delete(grant.home);
    this.#required -= grant.required;
    const count = new RecycleStack(this.memory, grant.home).drainInto(this.#drained, 0);
    const missing = new Set(lent.segments);
    for (let i = 0; i < count; i++) {
      assert(missing.delete(this.#drained[i]!), 'only segments of the grant come home to it, and once');
    }
    this.#free.push(...lent.segments);
    this.#freeHomes.push(grant.home);
    this.#setTargets();
    return missing.size;
  }

  #insufficient({ owner, required }: BufferDemand): Error {
    return streamError('NET_INSUFFICIENT_BUFFERS', {
      owner,
      required,
      free: this.totalSegments - this.#required,
      total: this.totalSegments,
      segmentKb: this.memory.segmentSize / 1024,
    });
  }

  #collect(): void {
    const count = this.#returned.drainInto(this.#drained, 0);
    for (let i = 0; i < count; i++) {
      const segment = this.#drained[i]!;
      const had = this.#lent.get(this.#lentTo[segment]!)?.segments.delete(segment) ?? false;
      assert(had, 'a segment is given back by the one it was lent to');
      this.#free.push(segment);
    }
  }

  #fill(lent: Lent, size: number): void {
    while (lent.segments.size < size && this.#free.length > 0) {
      this.memory.addToHome(this.#lend(lent), lent.grant.home);
    }
  }

  #lend(lent: Lent): number {
    const segment = this.#free.pop()!;
    lent.segments.add(segment);
    this.#lentTo[segment] = lent.grant.home;
    return segment;
  }

  #setTargets(): void {
    const all = [...this.#lent.values()];
    const shares = fairShares(
      this.totalSegments,
      all.map(({ grant }) => grant),
    );
    for (const [i, lent] of all.entries()) {
      lent.target = shares[i]!;
      this.memory.setTarget(lent.grant.home, lent.target);
      if (lent.segments.size > lent.target) this.memory.ringHome(lent.grant.home);
    }
  }

  #takeHome(): number {
    const home = this.#freeHomes.pop()!;
    this.memory.resetHome(home);
    return home;
  }
}
