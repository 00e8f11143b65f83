/** How many segments a result partition and an input gate ask for. Flink's numbers (flink-data-plane.md §10):
 *  two exclusive buffers per remote channel keep it busy during one credit round trip, eight floating ones per gate
 *  absorb skew; an output has two per subpartition, eight more, and five to finish a record with. */
import {
  EXCLUSIVE_BUFFERS_PER_CHANNEL,
  type FlowControl,
  FLOATING_BUFFERS_PER_GATE,
  gateBuffers,
  partitionBuffers,
} from '../../graph/index.ts';
import type { BufferDemand } from '../buffer/index.ts';
import { RING_DATA_CAPACITY } from '../ring/index.ts';

/** Segments that a gate keeps before it sends them home together; one or two would wake the owner each time. */
const RECYCLE_BATCH = 4;

export function partitionDemand(owner: string, subpartitionCount: number): BufferDemand {
  return { owner, ...partitionBuffers(subpartitionCount) };
}

/** Without credits no buffer belongs to a channel: there is one pool per gate, from one to two buffers per channel and
 *  eight more; a single channel may take all of it, so it is no larger than a channel's ring. */
export function gateDemand(
  owner: string,
  remoteChannelCount: number,
  flowControl: FlowControl = 'credit',
  exclusivePerChannel: number = EXCLUSIVE_BUFFERS_PER_CHANNEL,
): BufferDemand {
  if (flowControl === 'tcp') {
    const exclusive = EXCLUSIVE_BUFFERS_PER_CHANNEL * remoteChannelCount;
    const wanted = Math.min(exclusive + FLOATING_BUFFERS_PER_GATE, RING_DATA_CAPACITY);
    return { owner, required: Math.min(remoteChannelCount, wanted), wanted };
  }
  return { owner, ...gateBuffers(remoteChannelCount, exclusivePerChannel) };
}

/** @param limit of the gate's segments, `undefined` when all its channels are local */
export function recycleBatchOf(limit: number | undefined): number {
  return limit === undefined ? RECYCLE_BATCH : Math.max(1, Math.min(RECYCLE_BATCH, limit >> 2));
}
