/** Which result partitions of a TaskManager exist, who still uses each, and when its segments can be taken back.
 *  Lives on the main thread. A ring is made by whoever comes first, its producer or a local consumer.
 *  Invariant: a partition's grant is taken back when its producer has closed it and every subpartition was read or
 *  will not be read; only then nobody else can touch its rings. */
import { assert, type ResultPartitionId } from '../../base/index.ts';
import type { BufferGrant, NetworkBufferPool } from '../buffer/index.ts';
import { SubpartitionView } from '../partition/index.ts';
import { createRingBuffer } from '../ring/index.ts';

type ReaderState = 'none' | 'local' | 'done';
type Share = { readonly ring: SharedArrayBuffer; reader: ReaderState };
type Entry = {
  readonly shares: Map<number, Share>;
  grant: BufferGrant | undefined;
  producer: 'absent' | 'open' | 'closed';
};

export class PartitionLedger {
  readonly #pool: NetworkBufferPool;
  readonly #entries: Map<ResultPartitionId, Entry>;
  readonly #reclaimed: (partitionId: ResultPartitionId, lostSegments: number) => void;

  /** @param reclaimed called when a partition is over; `lostSegments` is 0 unless a thread died with some */
  constructor(
    pool: NetworkBufferPool,
    reclaimed: (partitionId: ResultPartitionId, lostSegments: number) => void,
  ) {
    this.#pool = pool;
    this.#entries = new Map();
    this.#reclaimed = reclaimed;
  }

  has(partitionId: ResultPartitionId): boolean {
    return this.#entries.has(partitionId);
  }

  /** Its producer has come, and its output is not over. */
  isProduced(partitionId: ResultPartitionId): boolean {
    const entry = this.#entries.get(partitionId);
    return entry !== undefined && entry.producer !== 'absent';
  }

  /** The producer starts: its rings, some of which a consumer may be reading already. */
  open(partitionId: ResultPartitionId, grant: BufferGrant, subpartitionCount: number): SharedArrayBuffer[] {
    const entry = this.#entry(partitionId);
    assert(entry.producer === 'absent', 'a partition has one producer');
    entry.producer = 'open';
    entry.grant = grant;
    return Array.from({ length: subpartitionCount }, (_, index) => this.#share(entry, index).ring);
  }

  /** A consumer in this TaskManager starts reading. */
  attachLocal(partitionId: ResultPartitionId, subpartitionIndex: number): SharedArrayBuffer {
    const share = this.#share(this.#entry(partitionId), subpartitionIndex);
    assert(share.reader === 'none', 'a subpartition has one reader');
    share.reader = 'local';
    return share.ring;
  }

  producerClosed(partitionId: ResultPartitionId): void {
    const entry = this.#entries.get(partitionId);
    if (entry === undefined) return;
    entry.producer = 'closed';
    this.#reclaimIfOver(partitionId, entry);
  }

  /** A reader, local or remote, has ended. */
  readerClosed(partitionId: ResultPartitionId, subpartitionIndex: number): void {
    const entry = this.#entries.get(partitionId);
    if (entry === undefined) return;
    this.#share(entry, subpartitionIndex).reader = 'done';
    this.#reclaimIfOver(partitionId, entry);
  }

  /** No socket reads it any more, and no new reader will come; local readers close by themselves. */
  noMoreReaders(partitionId: ResultPartitionId): void {
    const entry = this.#entries.get(partitionId);
    if (entry === undefined) return;
    for (const share of entry.shares.values()) if (share.reader === 'none') share.reader = 'done';
    this.#reclaimIfOver(partitionId, entry);
  }

  #reclaimIfOver(partitionId: ResultPartitionId, entry: Entry): void {
    const shares = [...entry.shares.values()];
    if (entry.producer === 'open' || shares.some((share) => share.reader === 'local')) return;
    if (entry.producer === 'closed' && shares.some((share) => share.reader === 'none')) return;
    this.#entries.delete(partitionId);
    if (entry.grant === undefined) return;
    for (const share of shares) new SubpartitionView(this.#pool.memory, share.ring).drain();
    this.#reclaimed(partitionId, this.#pool.reclaim(entry.grant));
  }

  #entry(partitionId: ResultPartitionId): Entry {
    const known = this.#entries.get(partitionId);
    if (known !== undefined) return known;
    const entry: Entry = { shares: new Map(), grant: undefined, producer: 'absent' };
    this.#entries.set(partitionId, entry);
    return entry;
  }

  #share(entry: Entry, subpartitionIndex: number): Share {
    const known = entry.shares.get(subpartitionIndex);
    if (known !== undefined) return known;
    const share: Share = { ring: createRingBuffer(), reader: 'none' };
    entry.shares.set(subpartitionIndex, share);
    return share;
  }
}
