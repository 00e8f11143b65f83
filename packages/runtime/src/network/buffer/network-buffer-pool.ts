/** Who owns which segment of a TaskManager, at the coarse grain: whole grants, given at deployment, taken back whole.
 *  Lives on the main thread; in between, segments move among the threads of one partition or gate without it.
 *  Invariant: a segment is free or in exactly one grant; a grant is taken back only when every segment came home.
 *  Source: Flink's NetworkBufferPool, without redistribution: a grant keeps its size. */
import { assert, streamError } from '../../base/index.ts';
import type { BufferGrant } from './buffer-grant.ts';
import { RecycleStack } from './recycle-stack.ts';
import type { SegmentMemory } from './segment-memory.ts';

export type BufferDemand = {
  /** For the error: who asks. */
  readonly owner: string;
  readonly required: number;
  readonly wanted: number;
};

export class NetworkBufferPool {
  readonly memory: SegmentMemory;
  readonly #free: number[];
  readonly #freeHomes: number[];
  readonly #grants: Map<number, BufferGrant>;

  constructor(memory: SegmentMemory) {
    this.memory = memory;
    this.#free = Array.from({ length: memory.segmentCount }, (_, i) => memory.segmentCount - 1 - i);
    this.#freeHomes = [...this.#free];
    this.#grants = new Map();
  }

  get totalSegments(): number {
    return this.memory.segmentCount;
  }

  get freeSegments(): number {
    return this.#free.length;
  }

  /** As many segments as there are between `required` and `wanted`.
   *  @throws StreamError NET_INSUFFICIENT_BUFFERS when fewer than `required` are free */
  grant(demand: BufferDemand): BufferGrant {
    assert(demand.required > 0 && demand.required <= demand.wanted, 'a demand asks for something');
    if (this.#free.length < demand.required) {
      throw streamError('NET_INSUFFICIENT_BUFFERS', {
        owner: demand.owner,
        required: demand.required,
        free: this.#free.length,
        total: this.totalSegments,
        segmentKb: this.memory.segmentSize / 1024,
      });
    }
    const count = Math.min(demand.wanted, this.#free.length);
    const grant = { home: this.#takeHome(), segments: new Int32Array(count) };
    for (let i = 0; i < count; i++) {
      const segment = this.#free.pop()!;
      grant.segments[i] = segment;
      this.memory.setHome(segment, grant.home);
      this.memory.open(segment);
    }
    this.#grants.set(grant.home, grant);
    return grant;
  }

  /** Takes a grant back; no thread may use it any more.
   *  @returns the number of segments that had not come home: 0, unless a thread died with them */
  reclaim(grant: BufferGrant): number {
    assert(this.#grants.delete(grant.home), 'a grant is taken back once');
    const home = new Set(this.#drain(grant));
    let lost = 0;
    for (const segment of grant.segments) {
      if (!home.delete(segment)) lost++;
      this.#free.push(segment);
    }
    assert(home.size === 0, 'only segments of the grant come home to it');
    this.#freeHomes.push(grant.home);
    return lost;
  }

  #takeHome(): number {
    const home = this.#freeHomes.pop()!;
    this.memory.resetHome(home);
    return home;
  }

  #drain(grant: BufferGrant): Int32Array {
    const segments = new Int32Array(this.totalSegments);
    const count = new RecycleStack(this.memory, grant.home).drainInto(segments, 0);
    assert(count <= grant.segments.length, 'no segment comes home twice');
    return segments.subarray(0, count);
  }
}
