/** Opens everything a TaskManager deploys tasks with: network memory and thread, task threads, job modules.
 *  Path: start-task-manager → **open-deployment** → TaskExecutor. Closing ends the task threads first: the network
 *  thread must outlive whoever writes into its memory. */
import type { ResourceId } from '@rivulet/runtime/base';
import { EXCLUSIVE_BUFFERS_PER_CHANNEL } from '@rivulet/runtime/graph';
import type { Io, NetworkAddress } from '@rivulet/runtime/io';
import { type DebloatSettings, ShuffleEnvironment } from '@rivulet/runtime/network';
import { JobModules } from './job-modules.ts';
import type { TaskDeployer } from './task-deployer.ts';
import { TaskThreads, type TaskThreadStrategy } from './task-threads.ts';
import { ThreadTaskDeployer } from './thread-task-deployer.ts';

export type DeploymentConfig = {
  /** `taskmanager.host`, `taskmanager.data.port`: where records of other TaskManagers arrive. */
  readonly data: NetworkAddress;
  /** `taskmanager.memory.segment-size` */
  readonly segmentSizeBytes: number;
  /** `taskmanager.memory.network.size` */
  readonly networkMemoryBytes: number;
  /** `taskmanager.network.tcp-connection.enable-reuse-across-jobs`; absent: true */
  readonly reuseConnections?: boolean;
  /** `taskmanager.network.memory.buffers-per-channel`; absent: 2 */
  readonly buffersPerChannel?: number;
  /** `taskmanager.network.memory.buffer-debloat.*`; absent: off */
  readonly debloat?: DebloatSettings | undefined;
  /** `taskmanager.task-threads` */
  readonly taskThreads: TaskThreadStrategy;
  /** Absolute; for job bundles. */
  readonly directory: string;
  /** `security.secret` */
  readonly secret?: string | undefined;
};

export type Deployment = AsyncDisposable & {
  readonly deployer: TaskDeployer;
  readonly dataAddress: NetworkAddress;
};

export async function openDeployment(
  config: DeploymentConfig,
  io: Io,
  resourceId: ResourceId,
): Promise<Deployment> {
  const { segmentSizeBytes, networkMemoryBytes, reuseConnections = true, debloat, secret } = config;
  const { buffersPerChannel = EXCLUSIVE_BUFFERS_PER_CHANNEL } = config;
  const shuffle = await ShuffleEnvironment.start(io, {
    listenAddress: config.data,
    segmentSizeBytes,
    networkMemoryBytes,
    reuseConnections,
    buffersPerChannel,
    debloat,
    secret,
  });
  const deployer = new ThreadTaskDeployer({
    io,
    resourceId,
    shuffle,
    threads: new TaskThreads(io, config.taskThreads, shuffle),
    modules: new JobModules(io, config.directory, config.secret),
  });
  return {
    deployer,
    dataAddress: shuffle.dataAddress,
    [Symbol.asyncDispose]: async () => {
      await deployer.close();
      await shuffle.close();
    },
  };
}
