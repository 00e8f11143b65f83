/** One output of a task: a result partition and the writer that fills it as the edge's partitioning asks.
 *  Path: task plan + opened partition → **record output** → the chain's node of the producing operator. */
import { assert, assertNever, type RecordTime } from '@rivulet/runtime/base';
import {
  BroadcastWriter,
  ByteArea,
  CustomWriter,
  ForwardWriter,
  HashWriter,
  type KeySelector,
  type Partitioner,
  RebalanceWriter,
  RecordEncoder,
  type RecordWriter,
  type ResultPartition,
  type SegmentMemory,
  ShuffleWriter,
} from '@rivulet/runtime/network';
import type { TaskOutputPlan } from './task-plan.ts';

export type RecordOutputSettings = {
  readonly plan: TaskOutputPlan;
  readonly partition: ResultPartition;
  readonly memory: SegmentMemory;
  readonly subtaskIndex: number;
  /** Of a hash or custom edge. */
  readonly keySelector: KeySelector | undefined;
  /** Of a custom edge. */
  readonly partitioner: Partitioner | undefined;
  readonly codeGeneration: boolean;
  readonly time: RecordTime;
};

export function createRecordWriter(settings: RecordOutputSettings): RecordWriter {
  const { plan, partition, memory, subtaskIndex, keySelector, partitioner, codeGeneration, time } = settings;
  const { partitioning } = plan;
  const channelCount = partition.builders.length;
  const encoder = new RecordEncoder({
    area: new ByteArea(memory.bytes),
    buffers: partition.builders,
    segmentSize: memory.segmentSize,
    keyed: partitioning.kind === 'hash',
    maxParallelism: plan.maxParallelism,
    codeGeneration,
    time,
  });
  switch (partitioning.kind) {
    case 'forward':
    case 'global':
      return new ForwardWriter(encoder);
    case 'rebalance':
    case 'rescale':
      return channelCount === 1
        ? new ForwardWriter(encoder)
        : new RebalanceWriter(encoder, channelCount, subtaskIndex);
    case 'broadcast':
      return new BroadcastWriter(encoder, channelCount);
    case 'shuffle':
      return new ShuffleWriter(encoder, channelCount, subtaskIndex);
    case 'custom':
      assert(keySelector !== undefined && partitioner !== undefined, 'a custom edge has its functions');
      return new CustomWriter(encoder, channelCount, keySelector, partitioner);
    case 'hash':
      assert(keySelector !== undefined, 'a hash edge has a key selector');
      return new HashWriter(encoder, keySelector);
    default:
      return assertNever(partitioning, 'partitioning');
  }
}
