/** A task thread of the data-plane benchmark: writes segments, or reads them, and does nothing else with them.
 *  `copy` moves every byte in and out of the segment; otherwise one word per segment is touched. */
import {
  Doorbell,
  type DoorbellHandle,
  ResultPartition,
  SegmentMemory,
  SingleInputGate,
  type TaskChannels,
} from '@rivulet/runtime/network';
import { currentThread } from '@rivulet/runtime/io/node';

export type ExchangeThreadData = {
  readonly role: 'writer' | 'reader';
  readonly channels: TaskChannels;
  readonly doorbell: DoorbellHandle;
  /** Segments that a writer sends to each subpartition. */
  readonly segments: number;
  readonly copy: boolean;
};

const port = currentThread();
const data = port.data as ExchangeThreadData;
const memory = SegmentMemory.attach(data.channels.memory);
const doorbell = Doorbell.attach(data.doorbell);
const scratch = new Uint8Array(memory.segmentSize);

if (data.role === 'writer') write();
else read();
port.post({ done: data.role });
port.close();

function write(): void {
  const partition = new ResultPartition(data.channels.partitions[0]!, {
    memory,
    doorbell,
    blockUntilAvailable: sleep,
  });
  for (let i = 0; i < data.segments; i++) {
    for (const builder of partition.builders) {
      while (!partition.available && !partition.refreshAvailability()) sleep();
      builder.reserve(memory.segmentSize);
      if (data.copy) memory.bytes.set(scratch, builder.position);
      else memory.view.setUint32(builder.position, i);
      builder.position += memory.segmentSize;
    }
  }
  partition.emitEvent({ kind: 'endOfPartition' });
  partition.close();
}

function read(): void {
  const gate = new SingleInputGate(data.channels.gates[0]!, { memory, doorbell });
  let sum = 0;
  while (!gate.finished) {
    if (!gate.pollNext()) {
      sleep();
      continue;
    }
    if (gate.event === undefined) {
      if (data.copy) scratch.set(memory.bytes.subarray(gate.start, gate.end));
      else sum += memory.view.getUint32(gate.start);
      gate.releaseCurrent();
    }
  }
  gate.close();
  if (sum < 0) throw new Error('the segments were not read');
}

function sleep(): void {
  doorbell.park(Infinity);
  doorbell.dispatch();
}
