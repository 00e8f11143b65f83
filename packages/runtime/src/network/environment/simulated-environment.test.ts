/** The data plane of two TaskManagers in one thread, on virtual time. */
import { describe, expect, it } from 'vitest';
import { asId, type JobId, type ResultPartitionId } from '../../base/index.ts';
import { SingleInputGate } from '../channel/index.ts';
import { ResultPartition } from '../partition/index.ts';
import { simulatedEnvironments, testThread } from '../testing/simulated-environments.ts';

const JOB: JobId = asId('job');
const PARTITION: ResultPartitionId = asId('p');

describe('the shuffle environment in a simulated world', () => {
  it.each([
    [{}, 2],
    [{ buffersPerChannel: 0 }, 0],
    [{ buffersPerChannel: 40 }, 40],
  ])(
    'given %j, then a remote channel has that many buffers of its own, and its gate requires one more',
    async (options, own) => {
      const { world, producing, consuming } = await simulatedEnvironments(options);
      const producers = [{ partitionId: PARTITION, address: producing.dataAddress, local: false }];

      const input = consuming.openTaskChannels({
        jobId: JOB,
        taskName: 'reader',
        flowControl: 'credit',
        partitions: [],
        gates: [{ gateIndex: 0, subpartitionIndex: 0, producers }],
      });

      expect(consuming.pool.totalSegments - consuming.pool.freeSegments).toBe(own + 1);
      await world.complete(consuming.closeTaskChannels(input, { kind: 'finished' }));
      await world.complete(Promise.all([producing.close(), consuming.close()]));
    },
  );

  it('given a writer and a remote reader, when virtual time passes, then data flows and all memory returns', async () => {
    const { world, producing, consuming } = await simulatedEnvironments();
    const output = producing.openTaskChannels({
      jobId: JOB,
      taskName: 'writer',
      flowControl: 'credit',
      partitions: [{ partitionId: PARTITION, subpartitionCount: 1 }],
      gates: [],
    });
    const producers = [{ partitionId: PARTITION, address: producing.dataAddress, local: false }];
    const input = consuming.openTaskChannels({
      jobId: JOB,
      taskName: 'reader',
      flowControl: 'credit',
      partitions: [],
      gates: [{ gateIndex: 0, subpartitionIndex: 0, producers }],
    });
    const partition = new ResultPartition(output.partitions[0]!, testThread(producing, output));
    const gate = new SingleInputGate(input.gates[0]!, testThread(consuming, input));

    let bytesRead = 0;
    for (let n = 0; n < 40; n++) {
      await world.runUntil(() => partition.refreshAvailability());
      const [builder] = partition.builders;
      builder!.reserve(30_000);
      builder!.position += 30_000;
      while (gate.pollNext()) {
        bytesRead += gate.end - gate.start;
        gate.releaseCurrent();
      }
    }
    partition.emitEvent({ kind: 'endOfPartition' });
    while (!gate.finished) {
      await world.advance(1);
      while (gate.pollNext()) {
        bytesRead += gate.end - gate.start;
        gate.releaseCurrent();
      }
    }

    expect(bytesRead).toBe(40 * 30_000);
    expect(consuming.channelReports(JOB)).toMatchObject([
      { kind: 'remote', buffersReceived: 40, queuedBuffers: 0 },
    ]);
    partition.close();
    gate.close();
    await world.complete(producing.closeTaskChannels(output, { kind: 'finished' }));
    await world.complete(consuming.closeTaskChannels(input, { kind: 'finished' }));
    await world.advance(10);
    for (const { pool } of [producing, consuming]) expect(pool.freeSegments).toBe(pool.totalSegments);
    await world.complete(Promise.all([producing.close(), consuming.close()]));
  });
});
