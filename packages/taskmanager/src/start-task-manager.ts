/** Starts everything a TaskManager process holds: actor system, network memory and thread, TaskExecutor.
 *  Path: main.ts or an embedded cluster → **here** → TaskExecutor → registration at the ResourceManager.
 *  Invariant: it ends in phases, each with a deadline, and leaves no thread, timer or socket. A TaskManager that cannot
 *  go on (no ResourceManager for too long, a crashed endpoint) closes itself and says why in `terminated`.
 *  Source: Flink's TaskManagerRunner. */
import { CoordinatedShutdown } from '@rivulet/runtime/actor';
import { asId, type ResourceId } from '@rivulet/runtime/base';
import type { Io, NetworkAddress } from '@rivulet/runtime/io';
import {
  type ControlPlane,
  openControlPlane,
  resourceManagerAddressAt,
  showFact,
} from '@rivulet/runtime/rpc';
import { openDeployment } from './deployment/index.ts';
import { TaskExecutor } from './executor/index.ts';
import type { TaskManagerConfig } from './task-manager-config.ts';

export type TaskManager = AsyncDisposable & {
  readonly resourceId: ResourceId;
  /** Of the TaskExecutor. */
  readonly rpcAddress: string;
  /** Where other TaskManagers fetch records. */
  readonly dataAddress: NetworkAddress;
  readonly controlPlane: ControlPlane;
  /** Resolves when it has ended by `close`; rejects with the reason when it gave up. */
  readonly terminated: Promise<void>;
  /** Ends tasks, threads and sockets. Idempotent. */
  close(): Promise<void>;
};

/** @param shared the control plane of an embedded cluster; without it one is opened, and closed with the TaskManager
 *  @throws LISTEN_FAILED, RPC_SECRET_REQUIRED and what the network thread fails with. A JobManager that cannot be
 *    reached is no error here: the TaskManager keeps trying */
export async function startTaskManager(
  config: TaskManagerConfig,
  io: Io,
  shared?: ControlPlane,
): Promise<TaskManager> {
  const shutdown = CoordinatedShutdown.create(io);
  try {
    return await open(config, io, shared, shutdown);
  } catch (error) {
    await shutdown.run('the task manager could not start');
    throw error;
  }
}

async function open(
  config: TaskManagerConfig,
  io: Io,
  shared: ControlPlane | undefined,
  shutdown: CoordinatedShutdown,
): Promise<TaskManager> {
  const controlPlane = shared ?? (await openControlPlane(config, io));
  const { system, service } = controlPlane;
  if (shared === undefined) shutdown.addTask('stopActors', 'actors', () => service.close());
  const resourceId = asId<ResourceId>(io.ids.hex128());
  const deployment = await openDeployment(config, io, resourceId);
  shutdown.addTask('stopServices', 'task threads and network', async () => deployment[Symbol.asyncDispose]());

  if (shared === undefined) controlPlane.inspector.describe(resourceId);
  controlPlane.inspector.showTasks(() =>
    deployment.deployer
      .threads()
      .map(({ name, tasks }) => ({ thread: name, tasks: tasks.map((task) => task.name) })),
  );

  const end = Promise.withResolvers<void>();
  // Whoever closes hears of it; nobody is obliged to look here.
  end.promise.catch(() => undefined);
  let closing: Promise<void> | undefined;
  const executor = new TaskExecutor({
    service,
    io,
    settings: config,
    resourceManagerAddress:
      shared === undefined
        ? resourceManagerAddressAt(config.jobManager)
        : `${service.address}/user/rpc/resourcemanager_*`,
    identity: {
      resourceId,
      dataAddress: deployment.dataAddress,
      cpuCores: config.cpuCores,
      physicalMemoryBytes: config.physicalMemoryBytes,
      networkMemoryBytes: config.networkMemoryBytes,
    },
    deployer: deployment.deployer,
    actors: () => system.snapshot(),
    fatal: (error) => giveUp(error),
  });
  const hidden = [
    showFact(controlPlane.inspector, 'threads', () => ({
      component: resourceId,
      threads: executor.requestThreads(),
    })),
    showFact(controlPlane.inspector, 'slotTable', () => executor.slotTable),
    showFact(controlPlane.inspector, 'networkMemory', () => ({
      taskManagerId: resourceId,
      metrics: deployment.deployer.poolMetrics(),
    })),
  ];
  shutdown.addTask('stopServices', 'what it shows', () => {
    for (const hide of hidden) hide();
  });
  // A crash is told by `terminated`; an ordered close has nothing to add to it.
  shutdown.addTask('leave', 'TaskExecutor', () => executor.closeAsync().catch(() => undefined));

  const close = (): Promise<void> => {
    closing ??= shutdown.close('the task manager stops');
    closing.then(end.resolve, end.reject);
    return closing;
  };
  const giveUp = (error: unknown): void => {
    if (closing !== undefined) return;
    io.log.error({ taskManager: resourceId, error }, 'task manager gives up');
    end.reject(error);
    close().catch((cause: unknown) => io.log.error({ error: cause }, 'closing the task manager failed'));
  };
  executor.terminated.catch(giveUp);
  executor.start();
  io.log.info(
    { taskManager: resourceId, rpc: executor.address, data: deployment.dataAddress, slots: config.slotCount },
    'task manager started',
  );
  return {
    resourceId,
    rpcAddress: executor.address,
    dataAddress: deployment.dataAddress,
    controlPlane,
    terminated: end.promise,
    close,
    [Symbol.asyncDispose]: close,
  };
}
