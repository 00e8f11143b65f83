/** Events from consumers at a producing task: they are mails, and the task's listeners hear them between two records. */
import { defineJob } from '@rivulet/api';
import { asId, type ResultPartitionId } from '@rivulet/runtime/base';
import { expect, it } from 'vitest';
import { InThreadJob } from '../testing/in-thread-job.ts';
import { assembleTask } from './assemble-task.ts';

function assembled() {
  const job = new InThreadJob(
    defineJob({ name: 'test' }, (env) => {
      env.fromCollection(['a']).rebalance().print();
    }),
  );
  const { deployments, functions, memory } = job.local;
  const sent: unknown[] = [];
  const tasks = deployments.map(({ plan, channels, metrics }) => ({
    partitionId: channels.partitions[0]?.partitionId ?? asId<ResultPartitionId>('none'),
    task: assembleTask(
      { plan, channels, metrics, functions },
      {
        io: { ...job.world.node('task') },
        memory,
        doorbell: job.doorbell,
        codeGeneration: true,
        blockUntilAvailable: () => undefined,
        reportCheckpoint: () => undefined,
        sendTaskEvent: (...message) => void sent.push(message),
      },
    ),
  }));
  return tasks[0]!;
}

it('given events, when the task gets its turn, then its listeners hear those of their partition, in order', () => {
  const { task, partitionId } = assembled();
  const heard: number[] = [];
  task.taskEvents.subscribe(partitionId, ({ kind }) => heard.push(kind));

  for (const kind of [1, 2]) task.taskEventReceived(partitionId, { kind, bytes: new Uint8Array(0) });
  task.taskEventReceived(asId('other'), { kind: 3, bytes: new Uint8Array(0) });
  const atOnce = [...heard];
  task.runTurn(0);

  expect(atOnce).toEqual([]);
  expect(heard).toEqual([1, 2]);
  task.close('canceled', 0);
});

it('given a task that has ended, then nobody hears what still comes', () => {
  const { task, partitionId } = assembled();
  const heard: number[] = [];
  task.taskEvents.subscribe(partitionId, ({ kind }) => heard.push(kind));
  task.close('canceled', 0);

  task.taskEventReceived(partitionId, { kind: 1, bytes: new Uint8Array(0) });

  expect(heard).toEqual([]);
});
