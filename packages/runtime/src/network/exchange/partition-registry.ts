/** The result partitions of this TaskManager that can be asked for over the network, on the network thread.
 *  A request for a partition that is not there yet waits for it (the consumer may be deployed before its producer).
 *  Invariant: a subpartition is given out once. Source: Flink's ResultPartitionManager with its request listeners. */
import { type ResultPartitionId, type StreamError, streamError } from '../../base/index.ts';
import type { TimerHandle, Timers } from '../../io/index.ts';

export type SubpartitionRequest = {
  readonly partitionId: ResultPartitionId;
  readonly subpartitionIndex: number;
  granted(ring: SharedArrayBuffer): void;
  refused(error: StreamError): void;
};

type Entry = { readonly rings: readonly SharedArrayBuffer[]; readonly taken: Set<number> };
type Parked = { readonly request: SubpartitionRequest; readonly timer: TimerHandle };

export class PartitionRegistry {
  readonly #timers: Timers;
  readonly #requestTimeoutMs: number;
  readonly #partitions: Map<ResultPartitionId, Entry>;
  readonly #parked: Map<ResultPartitionId, Parked[]>;

  constructor(timers: Timers, requestTimeoutMs: number) {
    this.#timers = timers;
    this.#requestTimeoutMs = requestTimeoutMs;
    this.#partitions = new Map();
    this.#parked = new Map();
  }

  register(partitionId: ResultPartitionId, rings: readonly SharedArrayBuffer[]): void {
    this.#partitions.set(partitionId, { rings, taken: new Set() });
    const parked = this.#parked.get(partitionId) ?? [];
    this.#parked.delete(partitionId);
    for (const { request, timer } of parked) {
      timer.cancel();
      this.request(request);
    }
  }

  unregister(partitionId: ResultPartitionId): void {
    this.#partitions.delete(partitionId);
  }

  has(partitionId: ResultPartitionId): boolean {
    return this.#partitions.has(partitionId);
  }

  /** Answers at once, or when the partition is registered, or with NET_PARTITION_NOT_FOUND when that takes too long. */
  request(request: SubpartitionRequest): void {
    const entry = this.#partitions.get(request.partitionId);
    if (entry === undefined) return this.#park(request);
    const ring = entry.rings[request.subpartitionIndex];
    if (ring === undefined || entry.taken.has(request.subpartitionIndex)) {
      return request.refused(subpartitionTaken(request));
    }
    entry.taken.add(request.subpartitionIndex);
    request.granted(ring);
  }

  /** The consumer does not want it any more. */
  withdraw(request: SubpartitionRequest): void {
    const parked = this.#parked.get(request.partitionId) ?? [];
    const at = parked.findIndex((waiting) => waiting.request === request);
    if (at >= 0) parked.splice(at, 1)[0]!.timer.cancel();
    if (parked.length === 0) this.#parked.delete(request.partitionId);
  }

  close(): void {
    for (const parked of this.#parked.values()) for (const { timer } of parked) timer.cancel();
    this.#parked.clear();
    this.#partitions.clear();
  }

  #park(request: SubpartitionRequest): void {
    const timer = this.#timers.after(this.#requestTimeoutMs, () => {
      this.withdraw(request);
      const details = { partition: request.partitionId, timeoutMs: this.#requestTimeoutMs };
      request.refused(streamError('NET_PARTITION_NOT_FOUND', details));
    });
    const parked = this.#parked.get(request.partitionId);
    if (parked === undefined) this.#parked.set(request.partitionId, [{ request, timer }]);
    else parked.push({ request, timer });
  }
}

/** A subpartition is read once, by one receiver, and a receiver reads one subpartition. */
export function subpartitionTaken(request: SubpartitionRequest): StreamError {
  const { partitionId: partition, subpartitionIndex: subpartition } = request;
  return streamError('NET_SUBPARTITION_TAKEN', { partition, subpartition });
}
