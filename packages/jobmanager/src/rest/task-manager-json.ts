/** A TaskManager as Flink's JSON shows it. Figures a Node process has no counterpart for are 0, never absent:
 *  Flink's clients refuse a body that leaves a number out. */
import type { TaskManagerInfo } from '@rivulet/runtime/rpc';

type Json = Readonly<Record<string, unknown>>;

export function taskManagerJson(info: TaskManagerInfo): Json {
  const { resourceId, taskExecutorAddress, dataAddress, lastHeartbeatMs, slotCount, freeSlotCount } = info;
  return {
    id: resourceId,
    path: taskExecutorAddress,
    dataPort: dataAddress.port,
    jmxPort: -1,
    // Flink's name notwithstanding, this is the time of the last heartbeat.
    timeSinceLastHeartbeat: Math.round(lastHeartbeatMs),
    slotsNumber: slotCount,
    freeSlots: freeSlotCount,
    totalResource: resourceJson(info, slotCount),
    freeResource: resourceJson(info, freeSlotCount),
    hardware: {
      cpuCores: info.cpuCores,
      physicalMemory: info.physicalMemoryBytes,
      freeMemory: 0,
      managedMemory: 0,
    },
    memoryConfiguration: { ...NO_MEMORY, networkMemory: info.networkMemoryBytes },
    blocked: false,
  };
}

export function taskManagerDetailsJson(info: TaskManagerInfo): Json {
  return {
    ...taskManagerJson(info),
    allocatedSlots: info.allocatedSlots.map(({ slotIndex, jobId }) => ({
      jobId,
      slotIndex,
      resource: resourceJson(info, 1),
    })),
    metrics: NO_METRICS,
  };
}

/** The share of `slotCount` slots; memory in MB. */
function resourceJson(
  { cpuCores, networkMemoryBytes, slotCount: all }: TaskManagerInfo,
  slotCount: number,
): Json {
  const share = all === 0 ? 0 : slotCount / all;
  return {
    cpuCores: cpuCores * share,
    taskHeapMemory: 0,
    taskOffHeapMemory: 0,
    managedMemory: 0,
    networkMemory: Math.floor((networkMemoryBytes * share) / 2 ** 20),
    extendedResources: {},
  };
}

const NO_MEMORY: Json = {
  frameworkHeap: 0,
  taskHeap: 0,
  frameworkOffHeap: 0,
  taskOffHeap: 0,
  networkMemory: 0,
  managedMemory: 0,
  jvmMetaspace: 0,
  jvmOverhead: 0,
  totalFlinkMemory: 0,
  totalProcessMemory: 0,
};

const NO_METRICS: Json = {
  heapUsed: 0,
  heapCommitted: 0,
  heapMax: 0,
  nonHeapUsed: 0,
  nonHeapCommitted: 0,
  nonHeapMax: 0,
  directCount: 0,
  directUsed: 0,
  directMax: 0,
  mappedCount: 0,
  mappedUsed: 0,
  mappedMax: 0,
  nettyShuffleMemorySegmentsAvailable: 0,
  nettyShuffleMemorySegmentsUsed: 0,
  nettyShuffleMemorySegmentsTotal: 0,
  nettyShuffleMemoryAvailable: 0,
  nettyShuffleMemoryUsed: 0,
  nettyShuffleMemoryTotal: 0,
  garbageCollectors: [],
};
