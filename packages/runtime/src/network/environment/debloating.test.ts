/** Buffer debloating from end to end on virtual time: a slow reader gets smaller buffers from a producer elsewhere. */
import { describe, expect, it } from 'vitest';
import { asId, type JobId, type ResultPartitionId } from '../../base/index.ts';
import { SingleInputGate } from '../channel/index.ts';
import { DEFAULT_DEBLOAT_SETTINGS } from '../debloat/index.ts';
import { ResultPartition } from '../partition/index.ts';
import { simulatedEnvironments, testThread } from '../testing/simulated-environments.ts';

const PARTITION: ResultPartitionId = asId('p');
const TASK = { jobId: asId<JobId>('job'), flowControl: 'credit', partitions: [], gates: [] } as const;
const RECORD = 100;
const PERIOD_MS = 200;

/** @param readBytes what the reader takes in a period */
async function readSlowly(readBytes: number, periods: number, readerIsLocal: boolean, targetMs = 1_000) {
  const {
    world,
    producing,
    consuming: other,
  } = await simulatedEnvironments({
    debloat: { ...DEFAULT_DEBLOAT_SETTINGS, samples: 3, targetMs },
  });
  const consuming = readerIsLocal ? producing : other;
  const output = producing.openTaskChannels({
    ...TASK,
    taskName: 'writer',
    partitions: [{ partitionId: PARTITION, subpartitionCount: 1 }],
  });
  const producers = [{ partitionId: PARTITION, address: producing.dataAddress, local: readerIsLocal }];
  const input = consuming.openTaskChannels({
    ...TASK,
    taskName: 'reader',
    gates: [{ gateIndex: 0, subpartitionIndex: 0, producers }],
  });
  await world.advance(100);
  const partition = new ResultPartition(output.partitions[0]!, testThread(producing, output));
  const gate = new SingleInputGate(input.gates[0]!, testThread(consuming, input));
  const sizes = new Set<number>();
  const nowMs = (): number => world.node('clock').clock.nowMs();
  let owed = 0;
  for (let period = 0; period < periods; period++) {
    const [builder] = partition.builders;
    while (partition.available || partition.refreshAvailability()) {
      if (builder!.position + RECORD > builder!.limit) builder!.reserve(RECORD);
      builder!.position += RECORD;
    }
    await world.advance(PERIOD_MS);
    owed += readBytes;
    while (owed > 0 && gate.pollNext()) {
      gate.debloater!.meter.resume(nowMs());
      owed -= gate.end - gate.start;
      if (period === periods - 1) sizes.add(gate.end - gate.start);
      gate.releaseCurrent();
    }
    gate.debloater!.debloat(nowMs());
  }
  const metrics = consuming.networkMetrics(input.id);
  return { sizes: [...sizes], metrics, wish: partition.subpartitions[0]!.desiredBufferSize };
}

describe('buffer debloating', () => {
  it.each([
    ['remote', false],
    ['local', true],
  ])(
    'given a slow %s reader, then its buffers shrink until they are as small as may be',
    async (_, local) => {
      const { sizes, metrics, wish } = await readSlowly(1_000, 60, local, 100);

      expect(wish).toBe(DEFAULT_DEBLOAT_SETTINGS.minBufferBytes);
      // The last buffer before the pool ran out takes one more record instead of another buffer.
      expect(Math.max(...sizes)).toBeLessThanOrEqual(DEFAULT_DEBLOAT_SETTINGS.minBufferBytes + RECORD);
      expect(metrics['Shuffle.Netty.Input.0.debloatedBufferSize']).toBe(
        DEFAULT_DEBLOAT_SETTINGS.minBufferBytes,
      );
      // 5,000 bytes a second, and up to twenty buffers of 256 bytes on their way.
      const estimate = metrics['Shuffle.Netty.Input.0.estimatedTimeToConsumeBuffersMs'];
      expect(estimate).toBeGreaterThan(100);
      expect(estimate).toBeLessThan(1_200);
    },
  );

  it('given a fast reader, then its buffers grow to whole segments', async () => {
    const { sizes, wish } = await readSlowly(1_000_000, 40, false);

    expect(wish).toBe(32_768);
    expect(Math.max(...sizes)).toBeGreaterThan(32_768 - RECORD);
  });

  it('given a new stream, then its producer begins with small buffers', async () => {
    const { wish } = await readSlowly(0, 0, false);

    expect(wish).toBe(DEFAULT_DEBLOAT_SETTINGS.startBufferBytes);
  });

  it('given it is off, then there is nothing to tell and no figure', async () => {
    const { producing } = await simulatedEnvironments();
    const output = producing.openTaskChannels({
      ...TASK,
      taskName: 'writer',
      partitions: [{ partitionId: PARTITION, subpartitionCount: 1 }],
    });

    const partition = new ResultPartition(output.partitions[0]!, testThread(producing, output));

    expect(partition.subpartitions[0]!.desiredBufferSize).toBe(0);
    expect(Object.keys(producing.networkMetrics(output.id)).filter((name) => /ebloat/.test(name))).toEqual(
      [],
    );
  });
});
