/** A whole TaskManager with real doors: its own control plane over TCP, its network thread, an orderly end. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { openControlPlane, TASK_EXECUTOR_GATEWAY } from '@rivulet/runtime/rpc';
import { describe, expect, it } from 'vitest';
import { startTaskManager } from './start-task-manager.ts';
import { DEFAULT_TASK_MANAGER_CONFIG, type TaskManagerConfig } from './task-manager-config.ts';
import { TestingResourceManager } from './testing/testing-resource-manager.ts';

const io = openNodeIo({ logLevel: 'silent' });
const LOOPBACK = { host: '127.0.0.1', port: 0 };
const CONFIG: TaskManagerConfig = {
  ...DEFAULT_TASK_MANAGER_CONFIG,
  slotCount: 2,
  networkMemoryBytes: 1_048_576,
  directory: mkdtempSync(join(tmpdir(), 'rivulet-tm-')),
};
const LIMITS = { askTimeoutMs: 10_000, frameLimitBytes: 10_485_760 };

describe('a TaskManager process', () => {
  it('given a JobManager, then it registers over TCP, answers listings, and says goodbye when closed', async () => {
    const { service } = await openControlPlane({ ...LIMITS, rpc: LOOPBACK }, io);
    const resourceManager = new TestingResourceManager(service);
    resourceManager.start();
    const jobManager = { host: '127.0.0.1', port: Number(/:(\d+)$/.exec(service.address)?.[1]) };

    const taskManager = await startTaskManager({ ...CONFIG, jobManager }, io);
    await until(() => resourceManager.reports.length > 0);
    const gateway = await service.connect(taskManager.rpcAddress, TASK_EXECUTOR_GATEWAY);
    const threads = await gateway.requestThreads();
    const actors = await gateway.requestActors();
    await taskManager.close();
    await taskManager.close();
    await taskManager.terminated;

    expect(resourceManager.registrations[0]).toMatchObject({
      resourceId: taskManager.resourceId,
      dataAddress: taskManager.dataAddress,
      slotCount: 2,
    });
    expect(threads.map(({ role }) => role)).toEqual(['main', 'network']);
    const known = new Set(threads.flatMap(({ osThreadId }) => osThreadId ?? []));
    expect(known.size).toBe(process.platform === 'linux' ? threads.length : 0);
    expect(actors.map(({ path }) => path)).toContain('/user/rpc/taskmanager_0');
    await until(() => resourceManager.disconnected.length > 0);
    await service.close();
  });

  it('given a wrong JobManager address, then it gives up after the registration timeout and says why', async () => {
    // Port 1 of this machine: nobody listens there.
    const taskManager = await startTaskManager(
      { ...CONFIG, jobManager: { host: '127.0.0.1', port: 1 }, registrationTimeoutMs: 1 },
      io,
    );

    await expect(taskManager.terminated).rejects.toMatchObject({
      code: 'TASK_MANAGER_REGISTRATION_TIMEOUT',
      details: { address: 'rivulet.tcp://rivulet@127.0.0.1:1/user/rpc/resourcemanager_*' },
    });
    await taskManager.close();
  });

  it('given an address others can reach and no secret, then it refuses to start', async () => {
    const starting = startTaskManager({ ...CONFIG, rpc: { host: '0.0.0.0', port: 0 } }, io);

    await expect(starting).rejects.toMatchObject({ code: 'RPC_SECRET_REQUIRED' });
  });

  it('given a data address others can reach and no secret, then it refuses to start, in an embedded cluster too', async () => {
    const data = { host: '0.0.0.0', port: 0 };
    const controlPlane = await openControlPlane(LIMITS, io);
    const { service } = controlPlane;

    for (const shared of [undefined, controlPlane]) {
      const starting = startTaskManager({ ...CONFIG, data }, io, shared);
      await expect(starting).rejects.toMatchObject({ code: 'RPC_SECRET_REQUIRED' });
    }
    await service.close();
  });

  it('given a data port that is taken, then it fails to start and leaves nothing open', async () => {
    const first = await startTaskManager(CONFIG, io);

    const starting = startTaskManager({ ...CONFIG, data: first.dataAddress }, io);

    await expect(starting).rejects.toThrow(String(first.dataAddress.port));
    await first.close();
  });

  it('given the control plane of an embedded cluster, then it lives in it and leaves it open', async () => {
    const controlPlane = await openControlPlane(LIMITS, io);
    const { system, service } = controlPlane;
    const resourceManager = new TestingResourceManager(service);
    resourceManager.start();

    {
      await using taskManager = await startTaskManager(CONFIG, io, controlPlane);
      expect(taskManager.rpcAddress).toBe('rivulet://rivulet/user/rpc/taskmanager_1');
      await until(() => resourceManager.reports.length > 0);
    }

    expect(system.snapshot().map(({ path }) => path)).toContain('/user/rpc/resourcemanager_0');
    await service.close();
  });
});

/** Real time: gives the event loop its turns until `done`; the test's own time limit is the bound. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
}
