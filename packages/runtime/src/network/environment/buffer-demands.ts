/** How many segments a result partition and an input gate ask for. Flink's numbers (flink-data-plane.md §10):
 *  two exclusive buffers per remote channel keep it busy during one credit round trip, eight floating ones per gate
 *  absorb skew; an output has two per subpartition, eight more, and five to finish a record with. */
import type { FlowControl } from '../../graph/index.ts';
import type { BufferDemand } from '../buffer/index.ts';
import { RING_DATA_CAPACITY } from '../ring/index.ts';

export const EXCLUSIVE_BUFFERS_PER_CHANNEL = 2;
export const FLOATING_BUFFERS_PER_GATE = 8;
/** Only for finishing a record; a pool that has no more than it requires has none. */
export const OVERDRAFT_BUFFERS = 5;
/** Segments that a gate keeps before it sends them home together; one or two would wake the owner each time. */
const RECYCLE_BATCH = 4;

export function partitionDemand(owner: string, subpartitionCount: number): BufferDemand {
  return { owner, required: subpartitionCount + 1, wanted: subpartitionCount * 2 + 8 + OVERDRAFT_BUFFERS };
}

/** Without credits no buffer belongs to a channel: there is one pool per gate, from one to two buffers per channel and
 *  eight more; a single channel may take all of it, so it is no larger than a channel's ring. */
export function gateDemand(
  owner: string,
  remoteChannelCount: number,
  flowControl: FlowControl = 'credit',
): BufferDemand {
  const exclusive = EXCLUSIVE_BUFFERS_PER_CHANNEL * remoteChannelCount;
  if (flowControl === 'tcp') {
    const wanted = Math.min(exclusive + FLOATING_BUFFERS_PER_GATE, RING_DATA_CAPACITY);
    return { owner, required: Math.min(remoteChannelCount, wanted), wanted };
  }
  return { owner, required: exclusive + 1, wanted: exclusive + FLOATING_BUFFERS_PER_GATE };
}

/** @param limit of the gate's segments, `undefined` when all its channels are local */
export function recycleBatchOf(limit: number | undefined): number {
  return limit === undefined ? RECYCLE_BATCH : Math.max(1, Math.min(RECYCLE_BATCH, limit >> 2));
}
