/** Pools and queues of a task and of a TaskManager as numbers with Flink's names, read from shared memory while the
 *  task runs, without asking it. Path: rings, homes, target words → **network metrics** → TaskExecutor → REST.
 *  Flink has the names twice, under the shuffle service and (older) under `buffers`; so have we.
 *  Source of the definitions: Flink's NettyShuffleMetricFactory and its gauges. */
import {
  type BufferGrant,
  type NetworkBufferPool,
  overdraftOf,
  type SegmentMemory,
} from '../buffer/index.ts';
import type { InputGateHandle, RemoteGatePlan } from '../channel/index.ts';
import { readDebloatFigures } from '../debloat/index.ts';
import type { ResultPartitionHandle } from '../partition/index.ts';
import { readRingFigures } from '../ring/index.ts';

/** Name to value. What cannot be said of a task (it has no remote channel, no output) is 0, as in Flink. */
export type NetworkMetrics = Readonly<Record<string, number>>;

/** What is looked at of a gate. */
export type MeasuredGate = {
  readonly handle: Pick<InputGateHandle, 'gateIndex' | 'debloat'>;
  readonly channels: readonly { readonly kind: 'local' | 'remote'; readonly ring: SharedArrayBuffer }[];
  readonly remote: Pick<RemoteGatePlan, 'grant' | 'exclusivePerChannel' | 'channels'> | undefined;
};

type Usage = { used: number; total: number };

export function taskNetworkMetrics(
  memory: SegmentMemory,
  partitions: readonly ResultPartitionHandle[],
  gates: readonly MeasuredGate[],
): NetworkMetrics {
  return {
    ...named('Input', inputMetrics(memory, gates)),
    ...named('Output', outputMetrics(memory, partitions)),
    ...debloatMetrics(gates),
  };
}

/** Of the TaskManager's global pool. */
export function poolMetrics(pool: NetworkBufferPool): NetworkMetrics {
  const { totalSegments, availableSegments, requestedSegments, memory } = pool;
  const usedSegments = totalSegments - availableSegments;
  return {
    'Shuffle.Netty.TotalMemorySegments': totalSegments,
    'Shuffle.Netty.AvailableMemorySegments': availableSegments,
    'Shuffle.Netty.UsedMemorySegments': usedSegments,
    'Shuffle.Netty.TotalMemory': totalSegments * memory.segmentSize,
    'Shuffle.Netty.AvailableMemory': availableSegments * memory.segmentSize,
    'Shuffle.Netty.UsedMemory': usedSegments * memory.segmentSize,
    // In percent of all there is; beyond 100 not every pool can have as much as it could use.
    'Shuffle.Netty.RequestedMemoryUsage': Math.floor((100 * requestedSegments) / totalSegments),
  };
}

function inputMetrics(memory: SegmentMemory, gates: readonly MeasuredGate[]): NetworkMetrics {
  const exclusive: Usage = { used: 0, total: 0 };
  const floating: Usage = { used: 0, total: 0 };
  let inputQueueLength = 0;
  let inputQueueSize = 0;
  for (const { channels, remote } of gates) {
    for (const { kind, ring } of channels) {
      const { queued, queuedBytes, shown } = readRingFigures(ring);
      inputQueueLength += queued;
      // A local channel has no queue of its own: its bytes wait in the producer's, and are counted there.
      if (kind === 'local') continue;
      const [exclusiveInUse = 0, floatingHeld = 0, , , floatingFree = 0] = shown.slice(4);
      inputQueueSize += queuedBytes;
      exclusive.used += exclusiveInUse;
      floating.used += Math.max(0, floatingHeld - floatingFree);
    }
    if (remote === undefined) continue;
    const exclusiveCount = remote.exclusivePerChannel * remote.channels.length;
    exclusive.total += exclusiveCount;
    floating.total += Math.max(0, memory.target(remote.grant.home) - exclusiveCount);
  }
  return {
    inputExclusiveBuffersUsage: ratio(exclusive),
    inputFloatingBuffersUsage: ratio(floating),
    inPoolUsage: ratio({
      used: exclusive.used + floating.used,
      total: exclusive.total + floating.total,
    }),
    inputQueueLength,
    inputQueueSize,
  };
}

function outputMetrics(memory: SegmentMemory, partitions: readonly ResultPartitionHandle[]): NetworkMetrics {
  const pools: Usage = { used: 0, total: 0 };
  let outputQueueLength = 0;
  let outputQueueSize = 0;
  for (const { grant, overdraft, rings } of partitions) {
    pools.used += memory.readHome(grant.home).inUse;
    pools.total += poolSize(memory, grant, overdraft);
    for (const ring of rings) {
      const { queued, queuedBytes } = readRingFigures(ring);
      outputQueueLength += queued;
      outputQueueSize += queuedBytes;
    }
  }
  return { outPoolUsage: ratio(pools), outputQueueLength, outputQueueSize };
}

/** Of each gate by its index, where debloating is on. */
function debloatMetrics(gates: readonly MeasuredGate[]): NetworkMetrics {
  const metrics: Record<string, number> = {};
  for (const { handle } of gates) {
    if (handle.debloat === undefined) continue;
    const figures = readDebloatFigures(handle.debloat.figures);
    for (const [name, value] of Object.entries(figures))
      metrics[`Shuffle.Netty.Input.${handle.gateIndex}.${name}`] = value;
  }
  return metrics;
}

/** Without the overdraft, so that a usage above 1 says that a record is being finished with it. */
function poolSize(memory: SegmentMemory, { home, required }: BufferGrant, overdraft: number): number {
  const { owned } = memory.readHome(home);
  return owned - overdraftOf(owned, required, overdraft);
}

function ratio({ used, total }: Usage): number {
  return total === 0 ? 0 : used / total;
}

function named(direction: 'Input' | 'Output', metrics: NetworkMetrics): NetworkMetrics {
  return Object.fromEntries(
    Object.entries(metrics).flatMap(([name, value]) => [
      [`Shuffle.Netty.${direction}.Buffers.${name}`, value],
      [`buffers.${name}`, value],
    ]),
  );
}
