/** The TaskExecutor's tie to the ResourceManager, as in Flink's TaskExecutorTest: registration, loss, giving up. */
import { asId, isStreamError, type ResourceId } from '@rivulet/runtime/base';
import { describe, expect, it } from 'vitest';
import { A, TaskExecutorScene } from '../testing/task-executor-scene.ts';

describe('registration at the ResourceManager', () => {
  it('given a start, then it registers, reports its slots and answers heartbeats with them', async () => {
    const scene = new TaskExecutorScene();
    const gateway = await scene.begin();

    expect(scene.resourceManager.registrations).toMatchObject([
      { resourceId: 'tm-1', slotCount: 2, taskExecutorAddress: scene.executor.address },
    ]);
    expect(scene.resourceManager.reports).toEqual([[{ slotIndex: 0 }, { slotIndex: 1 }]]);
    await scene.world.complete(gateway.heartbeatFromResourceManager(asId<ResourceId>('rm')));
    await scene.world.settle();
    expect(scene.resourceManager.heartbeats).toEqual([[{ slotIndex: 0 }, { slotIndex: 1 }]]);
    await scene.world.complete(scene.executor.closeAsync());
    expect(scene.resourceManager.disconnected).toHaveLength(1);
    await scene.end();
  });

  it('given a wrong address, then it warns again and again with a code, and gives up after the timeout', async () => {
    const scene = new TaskExecutorScene({ registrationTimeoutMs: 60_000 });
    scene.executor.start();

    await scene.world.advance(59_000);
    const warnings = scene.world.logLines.filter(
      (line) => line.fields.code === 'RESOURCE_MANAGER_UNREACHABLE',
    );
    expect(warnings.length).toBeGreaterThan(3);
    expect(scene.fatal).toEqual([]);
    await scene.world.advance(2_000);

    expect(scene.fatal.map((error) => isStreamError(error, 'TASK_MANAGER_REGISTRATION_TIMEOUT'))).toEqual([
      true,
    ]);
    await scene.end();
  });

  it('given a lost ResourceManager, then it registers again and keeps its slots', async () => {
    const scene = new TaskExecutorScene();
    const gateway = await scene.begin();
    await scene.world.complete(gateway.requestSlot(scene.request(0, A)));
    await scene.world.settle();

    // Nobody sends heartbeats in this scene, so both peers go silent; the JobMaster's loss is another test.
    await scene.world.advance(50_001);

    expect(scene.resourceManager.registrations.length).toBeGreaterThan(1);
    expect(scene.resourceManager.reports.at(-1)).toEqual([
      { slotIndex: 0, allocation: { allocationId: 'a', jobId: 'job-1' } },
      { slotIndex: 1 },
    ]);
    await scene.end();
  });

  it('given a disconnect by the ResourceManager, then it registers again at once', async () => {
    const scene = new TaskExecutorScene();
    const gateway = await scene.begin();

    gateway.disconnectResourceManager('bye');
    await scene.world.settle();

    expect(scene.resourceManager.registrations).toHaveLength(2);
    await scene.end();
  });

  it('given a slot request of another ResourceManager or before registration, then it is refused', async () => {
    const scene = new TaskExecutorScene();
    scene.executor.start();
    const gateway = await scene.gateway();

    const early = await scene.errorOf(gateway.requestSlot(scene.request(0, A)));
    scene.resourceManager.start();
    await scene.world.advance(10_000);
    const stranger = await scene.errorOf(
      gateway.requestSlot(scene.request(0, A, { resourceManagerId: asId('other') })),
    );

    expect(isStreamError(early, 'SLOT_ALLOCATION_FAILED')).toBe(true);
    expect(isStreamError(stranger, 'SLOT_ALLOCATION_FAILED')).toBe(true);
    expect(scene.states()).toEqual([]);
    await scene.end();
  });
});
