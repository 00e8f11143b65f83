/** The TaskExecutor's tie to a JobMaster, as in Flink's TaskExecutorTest: offers, overtaken answers, reconciliation. */
import { type AllocationId, asId, type ResourceId } from '@rivulet/runtime/base';
import { describe, expect, it } from 'vitest';
import { A, B, JOB, TaskExecutorScene } from '../testing/task-executor-scene.ts';

describe('slots', () => {
  it('given a requested slot, then it registers at the JobMaster, offers it, and accepted slots are active', async () => {
    const scene = new TaskExecutorScene();
    const gateway = await scene.begin();

    await scene.world.complete(gateway.requestSlot(scene.request(0, A)));
    await scene.world.settle();

    expect(scene.jobMaster.registered).toEqual(['tm-1']);
    expect(scene.jobMaster.offers).toEqual([['a']]);
    expect(scene.states()).toEqual(['0 ACTIVE']);
    await scene.end();
  });

  it('given a rejected offer, then the slot is free, the ResourceManager knows, and the job is forgotten', async () => {
    const scene = new TaskExecutorScene();
    const gateway = await scene.begin();
    scene.jobMaster.answerOffer = () => [];

    await scene.world.complete(gateway.requestSlot(scene.request(1, A)));
    await scene.world.settle();

    expect(scene.states()).toEqual([]);
    expect(scene.resourceManager.available).toEqual(['1:a']);
    expect(scene.jobMaster.disconnected).toHaveLength(1);
    expect(scene.deployer.releasedJobs).toEqual(['job-1']);
    await scene.end();
  });

  it('given a later offer is pending, then the answer to the earlier one neither frees nor activates', async () => {
    const scene = new TaskExecutorScene();
    const gateway = await scene.begin();
    const first = Promise.withResolvers<readonly AllocationId[]>();
    const second = Promise.withResolvers<readonly AllocationId[]>();
    const answers = [first, second];
    scene.jobMaster.answerOffer = () => answers.shift()?.promise ?? [];
    await scene.world.complete(gateway.requestSlot(scene.request(0, A)));
    await scene.world.settle();
    await scene.world.complete(gateway.requestSlot(scene.request(1, B)));
    await scene.world.settle();
    expect(scene.jobMaster.offers).toEqual([['a'], ['a', 'b']]);

    first.resolve([]);
    await scene.world.settle();
    expect(scene.states()).toEqual(['0 ALLOCATED', '1 ALLOCATED']);
    second.resolve([A]);
    await scene.world.settle();

    expect(scene.states()).toEqual(['0 ACTIVE']);
    expect(scene.resourceManager.available).toEqual(['1:b']);
    await scene.end();
  });

  it('given an offer that is not answered in time, then it is offered again', async () => {
    const scene = new TaskExecutorScene({ slotTimeoutMs: 60_000 });
    const gateway = await scene.begin();
    const lost = Promise.withResolvers<readonly AllocationId[]>();
    const answers: (readonly AllocationId[] | Promise<readonly AllocationId[]>)[] = [lost.promise, [A]];
    scene.jobMaster.answerOffer = () => answers.shift() ?? [];
    await scene.world.complete(gateway.requestSlot(scene.request(0, A)));

    await scene.world.advance(11_000);

    expect(scene.jobMaster.offers).toEqual([['a'], ['a']]);
    expect(scene.states()).toEqual(['0 ACTIVE']);
    lost.resolve([]);
    await scene.end();
  });

  it('given a slot that nobody takes, then it is free after its timeout', async () => {
    const scene = new TaskExecutorScene();
    const gateway = await scene.begin();
    scene.jobMaster.stop();

    await scene.world.complete(gateway.requestSlot(scene.request(0, A)));
    await scene.world.advance(10_001);

    expect(scene.resourceManager.available).toEqual(['0:a']);
    await scene.end();
  });

  it('given a heartbeat of the JobMaster, then slots that only one side has are given up', async () => {
    const scene = new TaskExecutorScene();
    const gateway = await scene.begin();
    await scene.world.complete(gateway.requestSlot(scene.request(0, A)));
    await scene.world.settle();

    await scene.world.complete(
      gateway.heartbeatFromJobManager(asId<ResourceId>('jm'), {
        jobId: JOB,
        slots: [{ allocationId: B, slotIndex: 1 }],
      }),
    );
    await scene.world.settle();

    expect(scene.jobMaster.failedSlots).toEqual(['b: the TaskManager does not have it']);
    expect(scene.resourceManager.available).toEqual(['0:a']);
    await scene.end();
  });
});
