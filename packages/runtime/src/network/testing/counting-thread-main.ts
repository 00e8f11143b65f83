/** A real task thread for the environment's test: a writer sends the numbers 0, 1, 2 … as 4-byte records in commits of
 *  changing size, a reader checks that each channel delivers them all, once and in order. Not part of the runtime. */
import { currentThread } from '../../io/node/index.ts';
import { SegmentMemory } from '../buffer/index.ts';
import { SingleInputGate } from '../channel/index.ts';
import type { TaskChannels } from '../environment/index.ts';
import { ResultPartition } from '../partition/index.ts';
import { Doorbell, type DoorbellHandle } from '../ring/index.ts';

export type CountingThreadData = {
  readonly channels: TaskChannels;
  readonly doorbell: DoorbellHandle;
  /** Numbers written to each subpartition, or expected from each channel. */
  readonly count: number;
};

const port = currentThread();
const data = port.data as CountingThreadData;
const memory = SegmentMemory.attach(data.channels.memory);
const doorbell = Doorbell.attach(data.doorbell);

for (const handle of data.channels.partitions)
  write(new ResultPartition(handle, { memory, doorbell, blockUntilAvailable: sleep }));
for (const handle of data.channels.gates) port.post(read(new SingleInputGate(handle, { memory, doorbell })));
port.close();

function write(partition: ResultPartition): void {
  for (let n = 0; n < data.count; n++) {
    for (const builder of partition.builders) {
      while (!partition.available && !partition.refreshAvailability()) sleep();
      builder.reserve(4);
      memory.view.setUint32(builder.position, n);
      builder.position += 4;
    }
    // Often enough that a reader meets open buffers, not so often that it never meets full ones.
    if (n % 1000 < 3) partition.flushAll();
  }
  partition.emitEvent({ kind: 'endOfData', drain: true });
  partition.emitEvent({ kind: 'endOfPartition' });
  partition.close();
}

function read(gate: SingleInputGate): number[] {
  const next = Array.from({ length: gate.channelCount }, () => 0);
  while (!gate.finished) {
    if (!gate.pollNext()) {
      sleep();
      continue;
    }
    for (let at = gate.start; at < gate.end; at += 4) {
      const expected = next[gate.channelIndex]!++;
      const found = memory.view.getUint32(at);
      if (found !== expected)
        throw new Error(`channel ${gate.channelIndex}: ${found} where ${expected} was due`);
    }
    gate.releaseCurrent();
  }
  gate.close();
  return next;
}

function sleep(): void {
  doorbell.park(Infinity);
  doorbell.dispatch();
}
