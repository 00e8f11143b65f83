/** Pools and queues of a running task, by Flink's names and definitions (flink-data-plane.md §7), read from outside. */
import { describe, expect, it } from 'vitest';
import { asId, type JobId, type ResultPartitionId } from '../../base/index.ts';
import { SingleInputGate } from '../channel/index.ts';
import { ResultPartition } from '../partition/index.ts';
import { simulatedEnvironments, testThread } from '../testing/simulated-environments.ts';
import type { NetworkMetrics, ShuffleEnvironment, TaskChannelsPlan } from './index.ts';

const JOB: JobId = asId('job');
const PARTITION: ResultPartitionId = asId('p');
const SEGMENT = 32_768;
/** 1 subpartition: 2 required, 8 more, and 5 of overdraft that do not count. */
const OUTPUT_POOL = 10;

/** A writer and a reader, and everything between them. */
async function writerAndReader(readerIsLocal: boolean) {
  const { world, producing, consuming: other } = await simulatedEnvironments();
  const consuming = readerIsLocal ? producing : other;
  const task = { jobId: JOB, flowControl: 'credit', partitions: [], gates: [] } as const;
  const open = (environment: ShuffleEnvironment, plan: Omit<TaskChannelsPlan, 'jobId' | 'flowControl'>) =>
    environment.openTaskChannels({ ...task, ...plan });
  const partitions = [{ partitionId: PARTITION, subpartitionCount: 1 }];
  const output = open(producing, { taskName: 'writer', partitions, gates: [] });
  const producers = [{ partitionId: PARTITION, address: producing.dataAddress, local: readerIsLocal }];
  const gates = [{ gateIndex: 0, subpartitionIndex: 0, producers }];
  const input = open(consuming, { taskName: 'reader', partitions: [], gates });
  await world.advance(100);
  const partition = new ResultPartition(output.partitions[0]!, testThread(producing, output));
  const gate = new SingleInputGate(input.gates[0]!, testThread(consuming, input));
  return {
    world,
    gate,
    partition,
    write: (bytes: number): void => {
      const [builder] = partition.builders;
      for (let left = bytes; left > 0; left -= SEGMENT) {
        builder!.reserve(Math.min(left, SEGMENT));
        builder!.position += Math.min(left, SEGMENT);
      }
      partition.flushAll();
    },
    output: () => shortened(producing.networkMetrics(output.id), 'Shuffle.Netty.Output.Buffers.'),
    input: () => shortened(consuming.networkMetrics(input.id), 'Shuffle.Netty.Input.Buffers.'),
    close: async (): Promise<void> => {
      partition.close();
      gate.close();
      const closed = [
        producing.closeTaskChannels(output, { kind: 'failed', reason: 'the test is over' }),
        consuming.closeTaskChannels(input, { kind: 'finished' }),
      ];
      await world.complete(Promise.all(closed));
      await world.advance(100);
    },
    producing,
    consuming,
    outputId: output.id,
  };
}

function shortened(metrics: NetworkMetrics, prefix: string): Record<string, number> {
  const own = Object.entries(metrics).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), value]));
}

describe('network metrics', () => {
  it('given buffers nobody reads, then the output says how many wait and how much of its pool they take', async () => {
    const { write, output } = await writerAndReader(true);

    write(3 * SEGMENT + 100);

    expect(output()).toEqual({
      outPoolUsage: 4 / OUTPUT_POOL,
      outputQueueLength: 4,
      outputQueueSize: 3 * SEGMENT + 100,
    });
  });

  it('given a record that is finished with the overdraft, then the usage of the output exceeds 1', async () => {
    const { write, output } = await writerAndReader(true);

    write(12 * SEGMENT);

    expect(output()['outPoolUsage']).toBe(12 / OUTPUT_POOL);
  });

  it('given a local reader, then its queue has a length but no bytes, and it has no pool', async () => {
    const { write, input } = await writerAndReader(true);

    write(2 * SEGMENT);

    expect(input()).toEqual({
      inputQueueLength: 2,
      inputQueueSize: 0,
      inPoolUsage: 0,
      inputExclusiveBuffersUsage: 0,
      inputFloatingBuffersUsage: 0,
    });
  });

  it('given buffers that came over the network, then the usage tells exclusive from floating ones, and ends when read', async () => {
    const { world, gate, partition, write, input, output } = await writerAndReader(false);

    write(6 * SEGMENT);
    await world.advance(50);

    // Two came with the first credit, into exclusive buffers or floating ones, the others into floating ones.
    const { inputQueueLength, inputQueueSize, inPoolUsage, ...usages } = input();
    expect([inputQueueLength, inputQueueSize]).toEqual([6, 6 * SEGMENT]);
    expect(inPoolUsage).toBe(6 / (2 + 8));
    const { inputExclusiveBuffersUsage: exclusive = 0, inputFloatingBuffersUsage: floating = 0 } = usages;
    expect(exclusive * 2 + floating * 8).toBeCloseTo(6);
    expect(exclusive).toBeGreaterThan(0);
    partition.builders[0]!.finish();
    await world.advance(1);
    while (gate.pollNext()) gate.releaseCurrent();
    await world.advance(50);
    expect(Object.values(input())).toEqual([0, 0, 0, 0, 0]);
    expect(Object.values(output())).toEqual([0, 0, 0]);
  });

  it('given tasks that come and go, then the TaskManager tells what of its memory is used and asked for', async () => {
    const scene = await writerAndReader(false);
    const { TotalMemorySegments: total = 0, ...opened } = poolOf(scene.producing);
    expect(opened).toEqual({
      AvailableMemorySegments: total - 15,
      UsedMemorySegments: 15,
      TotalMemory: total * SEGMENT,
      AvailableMemory: (total - 15) * SEGMENT,
      UsedMemory: 15 * SEGMENT,
      RequestedMemoryUsage: Math.floor(1_500 / total),
    });

    await scene.close();

    const { UsedMemorySegments, RequestedMemoryUsage } = poolOf(scene.producing);
    expect([UsedMemorySegments, RequestedMemoryUsage]).toEqual([0, 0]);
    expect(scene.producing.networkMetrics(scene.outputId)).toEqual({});
  });
});

function poolOf(environment: ShuffleEnvironment): Record<string, number> {
  return shortened(environment.poolMetrics(), 'Shuffle.Netty.');
}
