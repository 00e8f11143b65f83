/** A real producer thread for the priority lane's test: cancel markers 0, 1, 2 … in line, and now and then an unaligned
 *  barrier whose id is how many markers were written before it. Not part of the runtime. */
import { isStreamError } from '../../base/index.ts';
import { currentThread } from '../../io/node/index.ts';
import {
  type BufferGrant,
  LocalBufferPool,
  SegmentMemory,
  type SegmentMemoryHandle,
} from '../buffer/index.ts';
import type { ChannelEvent } from '../event/index.ts';
import { Subpartition } from '../partition/index.ts';
import { barrier } from './open-subpartition.ts';

export type OvertakingThreadData = {
  readonly memory: SegmentMemoryHandle;
  readonly grant: BufferGrant;
  readonly ring: SharedArrayBuffer;
  readonly markers: number;
};

const port = currentThread();
const data = port.data as OvertakingThreadData;
const memory = SegmentMemory.attach(data.memory);
const pool = new LocalBufferPool(memory, data.grant, { subpartitionCount: 1, overdraft: 0 });
const subpartition = new Subpartition(0, memory, pool, data.ring, () => {});

for (let marker = 0; marker < data.markers; marker++) {
  if (marker % 3 === 0) add(barrier(marker, 'unaligned'));
  add({ kind: 'cancelCheckpointMarker', checkpointId: marker });
}
add({ kind: 'endOfPartition' });
port.close();

/** Again and again while there is no room: the reader is never far behind. */
function add(event: ChannelEvent): void {
  for (;;) {
    try {
      return subpartition.addEvent(event);
    } catch (error) {
      if (!isStreamError(error)) throw error;
    }
  }
}
