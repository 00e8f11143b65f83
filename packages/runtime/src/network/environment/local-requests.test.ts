/** A local channel whose producer does not come: longer and longer pauses, then the producer's state is asked for, once
 *  more, and then the channel fails (flink-data-plane.md §1.7). On virtual time. */
import { describe, expect, it } from 'vitest';
import { asId, type JobId, type ResultPartitionId } from '../../base/index.ts';
import { simulatedEnvironments } from '../testing/simulated-environments.ts';
import type { MissingPartition, TaskChannelsPlan } from './index.ts';

const PARTITION: ResultPartitionId = asId('p');
const TASK = { jobId: asId<JobId>('job'), flowControl: 'credit', partitions: [], gates: [] } as const;
/** 100 ms, doubled up to 6.4 s, and at last 10 s. */
const ONE_ROUND_MS = 22_700;

async function readerWithoutProducer() {
  const { world, producing: environment } = await simulatedEnvironments({}, 50);
  const failures: string[] = [];
  const missing: MissingPartition[] = [];
  environment.onChannelFailed(({ taskName, error }) => failures.push(`${taskName}: ${error.code}`));
  environment.onPartitionMissing((each) => missing.push(each));
  const producers = [{ partitionId: PARTITION, address: environment.dataAddress, local: true }];
  const plan: TaskChannelsPlan = {
    ...TASK,
    taskName: 'reader',
    gates: [{ gateIndex: 0, subpartitionIndex: 0, producers }],
  };
  const channels = environment.openTaskChannels(plan);
  const openWriter = () =>
    environment.openTaskChannels({
      ...TASK,
      taskName: 'writer',
      partitions: [{ partitionId: PARTITION, subpartitionCount: 1 }],
    });
  return { world, environment, channels, failures, missing, openWriter };
}

describe('a local channel without a producer', () => {
  it('given the producer comes late, then nobody hears of it', async () => {
    const { world, failures, missing, openWriter } = await readerWithoutProducer();
    await world.advance(ONE_ROUND_MS - 1);

    openWriter();
    await world.advance(60_000);

    expect([failures, missing]).toEqual([[], []]);
  });

  it('given it does not come, then its state is asked for, and after a second round the channel fails', async () => {
    const { world, failures, missing } = await readerWithoutProducer();
    await world.advance(ONE_ROUND_MS - 1);
    expect(missing).toEqual([]);
    await world.advance(2);
    expect(missing.map(({ error, partitionId }) => [error.code, partitionId])).toEqual([
      ['NET_PARTITION_NOT_FOUND', PARTITION],
    ]);
    expect(failures).toEqual([]);

    missing[0]!.requestAgain();
    await world.advance(ONE_ROUND_MS + 1);

    expect(failures).toEqual(['reader: NET_PARTITION_NOT_FOUND']);
    expect(missing).toHaveLength(1);
  });

  it('given it comes in the second round, then nothing fails', async () => {
    const { world, failures, missing, openWriter } = await readerWithoutProducer();
    await world.advance(ONE_ROUND_MS + 1);

    missing[0]!.requestAgain();
    openWriter();
    await world.advance(60_000);

    expect(failures).toEqual([]);
  });

  it('given its reader is closed meanwhile, then nobody waits any more', async () => {
    const { world, environment, channels, failures, missing } = await readerWithoutProducer();

    await world.complete(environment.closeTaskChannels(channels, { kind: 'finished' }));
    await world.advance(60_000);

    expect([failures, missing]).toEqual([[], []]);
  });
});
