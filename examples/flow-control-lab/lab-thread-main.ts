/** A task thread of the lab. A producer writes full buffers at a given rate; each begins with the moment of writing, so
 *  every buffer is a marker. A consumer reads them, sleeps if it is the slow one, and tells how long each took.
 *  It uses what task threads of jobs use (`ResultPartition`, `SingleInputGate`), without operators around it. */
import { currentThread } from '@rivulet/runtime/io/node';
import { Doorbell, ResultPartition, SegmentMemory, SingleInputGate } from '@rivulet/runtime/network';
import { BUFFERS_READ, LAST_WAIT_MS, type LabThreadData, STOP } from './lab-thread-data.ts';

const PARK_MS = 20;
const MOST_BEHIND_MS = 50;

const port = currentThread();
const data = port.data as LabThreadData;
const memory = SegmentMemory.attach(data.channels.memory);
const doorbell = Doorbell.attach(data.doorbell);
const shared = new Float64Array(data.shared);
const nobodyRings = new Int32Array(new SharedArrayBuffer(4));

if (data.role === 'producer') produce();
else consume();
port.close();

function produce(): void {
  const park = (): void => doorbell.park(PARK_MS);
  const partition = new ResultPartition(data.channels.partitions[0]!, {
    memory,
    doorbell,
    blockUntilAvailable: park,
  });
  const builder = partition.builders[0]!;
  const periodMs = data.buffersPerSecond === 0 ? 0 : 1_000 / data.buffersPerSecond;
  let dueMs = nowMs();
  while (shared[STOP] === 0) {
    if (dueMs > nowMs()) {
      doorbell.park(1);
      continue;
    }
    if (!partition.available && !partition.refreshAvailability()) {
      park();
      continue;
    }
    builder.reserve(memory.segmentSize);
    memory.view.setFloat64(builder.position, nowMs());
    builder.position += memory.segmentSize;
    builder.finish();
    // Whoever was held back does not make up for it: the rate is what is offered, not a debt.
    dueMs = Math.max(dueMs + periodMs, nowMs() - MOST_BEHIND_MS);
  }
  partition.close();
}

function consume(): void {
  const gate = new SingleInputGate(data.channels.gates[0]!, { memory, doorbell });
  while (shared[STOP] === 0) {
    if (!gate.pollNext()) {
      doorbell.park(PARK_MS);
      continue;
    }
    if (data.pauseMs > 0) Atomics.wait(nobodyRings, 0, 0, data.pauseMs);
    shared[LAST_WAIT_MS] = nowMs() - memory.view.getFloat64(gate.start);
    shared[BUFFERS_READ]! += 1;
    gate.releaseCurrent();
  }
  gate.close();
}

/** The same clock in every thread of the process. */
function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
