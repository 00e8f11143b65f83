/** A task thread of the network benchmark: writes records as a source's task does, or reads them as a consumer's does.
 *  It uses the classes of real tasks, down to the flush policy, without operators around them. */
import { currentThread } from '@rivulet/runtime/io/node';
import {
  BroadcastWriter,
  ByteArea,
  Doorbell,
  ForwardWriter,
  RebalanceWriter,
  RecordEncoder,
  RecordReader,
  type RecordWriter,
  ResultPartition,
  SegmentMemory,
  SingleInputGate,
} from '@rivulet/runtime/network';
import {
  BYTES,
  type ExchangeOutcome,
  type ExchangeThreadData,
  RECORDS,
  STOP,
} from './exchange-thread-data.ts';
import { RecordValues, weightOf } from './record-values.ts';
import { SkewedWriter } from './skewed-writer.ts';

/** Between two looks at the clock. */
const RECORDS_PER_TURN = 512;
/** What comes first is not measured: code is being compiled. */
const WARM_UP_RECORDS = 10_000;
const LATENCIES_MAX = 1_000_000;

/** Internal to the TaskManager: taken by URL, with the little of its shape that is used here. */
type FlushPolicy = {
  readonly nextFlushMs: number;
  afterWork(nowMs: number): boolean;
  beforeSleep(nowMs: number, reason: 'input' | 'output'): boolean;
  flushed(nowMs: number): void;
};
const policyUrl = new URL('../../packages/taskmanager/src/task/flush-policy.ts', import.meta.url);
const policies = (await import(policyUrl.href)) as {
  readonly FlushPolicy: new (bufferTimeoutMs: number) => FlushPolicy;
};

const port = currentThread();
const { role, setting, channels, ...handles } = port.data as ExchangeThreadData;
const memory = SegmentMemory.attach(channels.memory);
const doorbell = Doorbell.attach(handles.doorbell);
const shared = new Float64Array(handles.shared);
const area = new ByteArea(memory.bytes);

port.post(role === 'writer' ? write() : read());
port.close();

function write(): ExchangeOutcome {
  const partition = new ResultPartition(channels.partitions[0]!, {
    memory,
    doorbell,
    blockUntilAvailable: () => sleep(Infinity),
  });
  const policy = new policies.FlushPolicy(setting.bufferTimeoutMs);
  const { values, mask } = new RecordValues(setting.record);
  const writer = openWriter(partition);
  const startMs = nowMs();
  let written = 0;
  while (shared[STOP] === 0) {
    const worked = setting.rate === undefined ? writeTurn() : writeDue(setting.rate);
    const now = nowMs();
    if (worked ? policy.afterWork(now) : policy.beforeSleep(now, partition.available ? 'input' : 'output')) {
      partition.flushAll();
      policy.flushed(now);
    }
    if (!worked) sleep(Math.min(policy.nextFlushMs, dueMs(setting.rate)) - now);
    doorbell.dispatch();
  }
  partition.emitEvent({ kind: 'endOfData', drain: true });
  partition.emitEvent({ kind: 'endOfPartition' });
  partition.close();
  return { records: written, checksum: 0, latenciesMs: new Float64Array(0) };

  function writeTurn(): boolean {
    const end = written + RECORDS_PER_TURN;
    for (; written < end; written++) {
      if (!partition.available && !partition.refreshAvailability()) return false;
      writer.emit(values[written & mask]);
    }
    return true;
  }

  /** Each record carries the moment at which it was due: a late writer makes it no younger. */
  function writeDue(rate: number): boolean {
    const now = nowMs();
    const before = written;
    while (dueMs(rate) <= now && (partition.available || partition.refreshAvailability())) {
      writer.emit(dueMs(rate));
      written++;
    }
    return written > before;
  }

  function dueMs(rate: number | undefined): number {
    return rate === undefined ? Infinity : startMs + (written * 1_000) / rate;
  }
}

function openWriter(partition: ResultPartition): Pick<RecordWriter, 'emit'> {
  const encoder = new RecordEncoder({
    area,
    buffers: partition.builders,
    segmentSize: memory.segmentSize,
    keyed: false,
    maxParallelism: 128,
    codeGeneration: true,
  });
  switch (setting.distribution) {
    case 'broadcast':
      return new BroadcastWriter(encoder, setting.channels);
    case 'skewed':
      return new SkewedWriter(encoder, setting.channels);
    case 'roundRobin':
      return setting.channels === 1
        ? new ForwardWriter(encoder)
        : new RebalanceWriter(encoder, setting.channels, 0);
  }
}

function read(): ExchangeOutcome {
  const gate = new SingleInputGate(channels.gates[0]!, { memory, doorbell });
  const latenciesMs = new Float64Array(setting.rate === undefined ? 0 : LATENCIES_MAX);
  // In a typed array: a number in a closure would be allocated anew for each record.
  const checksum = new Float64Array(1);
  let measured = 0;
  let arrivalMs = 0;
  const process =
    setting.rate === undefined
      ? (value: unknown): void => {
          checksum[0]! += weightOf(value);
        }
      : (value: unknown): void => {
          if (reader.recordCount > WARM_UP_RECORDS) latenciesMs[measured++] = arrivalMs - (value as number);
        };
  const reader = new RecordReader({
    area,
    channelCount: gate.channelCount,
    codeGeneration: true,
    canEmit: () => true,
    process,
  });
  while (!gate.finished) {
    if (!gate.pollNext()) {
      sleep(Infinity);
      continue;
    }
    if (gate.event !== undefined) continue;
    if (setting.rate !== undefined) arrivalMs = nowMs();
    reader.openSlice(gate.channelIndex, gate.start, gate.end);
    reader.readSlice();
    gate.releaseCurrent();
    shared[RECORDS] = reader.recordCount;
    shared[BYTES] = gate.bytesIn;
  }
  gate.close();
  return {
    records: reader.recordCount,
    checksum: checksum[0]!,
    latenciesMs: latenciesMs.slice(0, measured).sort(),
  };
}

function sleep(timeoutMs: number): void {
  if (timeoutMs > 0) doorbell.park(timeoutMs);
  doorbell.dispatch();
}

/** The same clock in every process of a machine. */
function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
