/** Events back to producers through the main and network threads of two TaskManagers, and within one; virtual time. */
import { describe, expect, it } from 'vitest';
import { asId, type JobId, type ResultPartitionId } from '../../base/index.ts';
import { SingleInputGate } from '../channel/index.ts';
import { simulatedEnvironments, testThread } from '../testing/simulated-environments.ts';

const TASK = { jobId: asId<JobId>('job'), flowControl: 'credit' } as const;
const PARTITION: ResultPartitionId = asId('p');

/** A consumer's gate, whose task's thread tells its main thread what to send, and what the producer's task hears. */
async function consumerOf(local: boolean, isProduced: boolean = true) {
  const { world, producing, consuming: elsewhere } = await simulatedEnvironments();
  const consuming = local ? producing : elsewhere;
  const heard: string[] = [];
  const failures: string[] = [];
  consuming.onChannelFailed(({ error }) => failures.push(error.code));
  const partitions = [{ partitionId: PARTITION, subpartitionCount: 1 }];
  const produce = () => producing.openTaskChannels({ ...TASK, taskName: 'writer', partitions, gates: [] });
  const output = isProduced ? produce() : undefined;
  producing.taskEvents.subscribe(PARTITION, ({ kind, bytes }) => heard.push(`${kind}: ${bytes.join()}`));
  const producers = [{ partitionId: PARTITION, address: producing.dataAddress, local }];
  const gates = [{ gateIndex: 3, subpartitionIndex: 0, producers }];
  const input = consuming.openTaskChannels({ ...TASK, taskName: 'reader', partitions: [], gates });
  const gate = new SingleInputGate(input.gates[0]!, {
    ...testThread(consuming, input),
    taskEventSent: (...sent) => consuming.sendTaskEvent(input.id, ...sent),
  });
  const end = () => world.complete(Promise.all([producing.close(), elsewhere.close()]));
  return { world, producing, consuming, output, input, gate, heard, failures, end };
}

describe('events back to a producer', () => {
  it.each([
    ['in another TaskManager', false],
    ['in the same TaskManager', true],
  ])(
    'given a producer %s, then its task hears them in order, those sent at once included',
    async (_, local) => {
      const { world, gate, heard, failures, end } = await consumerOf(local);

      gate.sendTaskEvent(0, { kind: 1, bytes: Uint8Array.of(4) });
      gate.sendTaskEvent('all', { kind: 2, bytes: Uint8Array.of(5, 6) });
      await world.advance(50);
      gate.sendTaskEvent(0, { kind: 3, bytes: new Uint8Array(0) });
      await world.advance(50);

      expect(heard).toEqual(['1: 4', '2: 5,6', '3: ']);
      expect(failures).toEqual([]);
      gate.close();
      await end();
    },
  );

  it.each([
    ['in another TaskManager', false],
    ['in the same TaskManager', true],
  ])('given no producer %s, then the channel fails with NET_TASK_EVENT_UNDELIVERABLE', async (_, local) => {
    const { world, gate, heard, failures, end } = await consumerOf(local, false);

    gate.sendTaskEvent(0, { kind: 1, bytes: Uint8Array.of(4) });
    await world.advance(50);

    expect(failures).toEqual(['NET_TASK_EVENT_UNDELIVERABLE']);
    expect(heard).toEqual([]);
    gate.close();
    await end();
  });

  it('given a producer that has ended and is still read, then nobody hears them and nothing fails', async () => {
    const { world, producing, gate, output, heard, failures, end } = await consumerOf(true);
    void producing.closeTaskChannels(output!, { kind: 'finished' });

    gate.sendTaskEvent(0, { kind: 1, bytes: Uint8Array.of(4) });
    await world.advance(50);

    expect([heard, failures]).toEqual([[], []]);
    gate.close();
    await end();
  });

  it('given channels that are closed, then what their task still sends is ignored', async () => {
    const { world, consuming, gate, input, heard, end } = await consumerOf(false);
    gate.close();
    await world.complete(consuming.closeTaskChannels(input, { kind: 'finished' }));

    consuming.sendTaskEvent(input.id, 3, 0, { kind: 1, bytes: new Uint8Array(0) });
    await world.advance(50);

    expect(heard).toEqual([]);
    await end();
  });
});
