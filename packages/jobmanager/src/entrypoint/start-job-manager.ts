/** Starts everything a JobManager process holds: actor system, ResourceManager, Dispatcher, blob store, REST.
 *  Path: main.ts or an embedded cluster → **here** → endpoints. Invariant: REST listens before the ResourceManager
 *  takes its first TaskManager, so that every TaskManager learns where bundles are. It ends in phases, each with a
 *  deadline: REST, then the jobs, then what they needed, then the actors.
 *  Source: Flink's ClusterEntrypoint and DispatcherResourceManagerComponent. */
import { ClusterInspector, CoordinatedShutdown } from '@rivulet/runtime/actor';
import { lacksSecret } from '@rivulet/runtime/base';
import type { Io, NetworkAddress } from '@rivulet/runtime/io';
import {
  type ControlPlane,
  DISPATCHER_GATEWAY,
  type DispatcherGateway,
  mainThreadReport,
  openControlPlane,
  RESOURCE_MANAGER_GATEWAY,
  type ResourceManagerGateway,
  type RpcGateway,
  showFact,
  TASK_EXECUTOR_GATEWAY,
} from '@rivulet/runtime/rpc';
import { BlobStore } from '../blob/blob-store.ts';
import { Dispatcher } from '../dispatcher/index.ts';
import { ResourceManager } from '../resource-manager/index.ts';
import { createRestApp, type RequestHandler, RestServer } from '../rest/index.ts';
import type { JobManagerConfig } from './job-manager-config.ts';
import { RIVULET_VERSION } from './rivulet-version.ts';

export type JobManager = AsyncDisposable & {
  /** What TaskManagers connect to: `…/user/rpc/resourcemanager_*`. */
  readonly resourceManagerAddress: string;
  /** Undefined when no REST endpoint was asked for. */
  readonly restAddress: NetworkAddress | undefined;
  readonly controlPlane: ControlPlane;
  readonly dispatcher: RpcGateway<DispatcherGateway>;
  readonly resourceManager: RpcGateway<ResourceManagerGateway>;
  /** Resolves when the JobManager has ended: by `close`, or by `DELETE /cluster`. */
  readonly terminated: Promise<void>;
  /** Ends it in order; running jobs are suspended and give back their slots. Idempotent. */
  close(): Promise<void>;
};

/** @param shared the control plane of an embedded cluster; without it one is opened, and closed with the JobManager
 *  @throws REST_BIND_FAILED, REST_SECRET_REQUIRED, and what listening for RPC fails with */
export async function startJobManager(
  config: JobManagerConfig,
  io: Io,
  shared?: ControlPlane,
): Promise<JobManager> {
  const shutdown = CoordinatedShutdown.create(io);
  try {
    return await open(config, io, shared, shutdown);
  } catch (error) {
    await shutdown.run('the job manager could not start');
    throw error;
  }
}

async function open(
  config: JobManagerConfig,
  io: Io,
  shared: ControlPlane | undefined,
  shutdown: CoordinatedShutdown,
): Promise<JobManager> {
  const controlPlane = shared ?? (await openControlPlane(config, io));
  if (shared === undefined) shutdown.addTask('stopActors', 'actors', () => controlPlane.service.close());
  const { service } = controlPlane;
  const blobs = new BlobStore(io.storage, {
    directory: config.blobDirectory,
    limitBytes: config.blobLimitBytes,
  });
  shutdown.addTask('stopServices', 'blob store', () => blobs.close());

  const late: { answer?: RequestHandler } = {};
  const rest = config.rest && (await listen(config.rest, config, io, late));
  // Answers that are on their way still go out: whoever sent `DELETE /cluster` waits for one.
  if (rest !== undefined) shutdown.addTask('unbind', 'REST endpoint', () => rest.close());

  const resourceManager = new ResourceManager({
    service,
    io,
    settings: {
      heartbeat: config.heartbeat,
      loadBalanceMode: config.loadBalanceMode,
      startUpTimeMs: config.startUpTimeMs,
    },
    blobServer: () => rest?.address,
  });
  shutdown.addTask('stopServices', 'ResourceManager', () => resourceManager.closeAsync());
  const dispatcher = new Dispatcher({
    service,
    io,
    jobMaster: {
      resourceManagerAddress: resourceManager.address,
      heartbeat: config.heartbeat,
      slotRequestTimeoutMs: config.slotRequestTimeoutMs,
      slotIdleTimeoutMs: config.slotIdleTimeoutMs,
    },
    finishedJobLimit: config.finishedJobLimit,
    releaseBlobs: (jobId) => blobs.release(jobId),
  });
  // Suspends the jobs, whose slots go back to the ResourceManager.
  shutdown.addTask('leave', 'Dispatcher', () => dispatcher.closeAsync());
  const { inspector } = controlPlane;
  showFact(inspector, 'threads', () => ({ component: 'jobmanager', threads: [mainThreadReport(io.os)] }));
  showFact(inspector, 'slotManager', () => resourceManager.slotManagerFact);
  showFact(inspector, 'slotPools', () => dispatcher.slotPoolFacts);
  resourceManager.start();
  dispatcher.start();
  const gateways = {
    resourceManager: await service.connect(
      resourceManager.address,
      RESOURCE_MANAGER_GATEWAY,
      resourceManager.fencingToken,
    ),
    dispatcher: await service.connect(dispatcher.address, DISPATCHER_GATEWAY, dispatcher.fencingToken),
  };

  const { promise: terminated, resolve, reject } = Promise.withResolvers<void>();
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    if (closing === undefined) {
      io.log.info({}, 'job manager stops');
      closing = shutdown.close('the job manager stops');
      void closing.then(resolve, reject);
    }
    return closing;
  };
  // Whoever closes hears of a failure; `terminated` alone must not end the process with it.
  terminated.catch(() => {});
  const app = createRestApp({
    clock: io.clock,
    log: io.log,
    ...gateways,
    blobs,
    inspector: new ClusterInspector(controlPlane.inspector),
    settings: {
      inspectControl: config.inspectControl ?? !lacksSecret(config.rest?.host ?? '', undefined),
      askTimeoutMs: config.askTimeoutMs,
      heartbeatTimeoutMs: config.heartbeat.timeoutMs,
      refreshIntervalMs: config.refreshIntervalMs,
      contentLimitBytes: config.restContentLimitBytes,
      version: RIVULET_VERSION,
      configuration: config.shown,
      ...(config.secret === undefined ? {} : { secret: config.secret }),
    },
    taskExecutor: (address) => service.connect(address, TASK_EXECUTOR_GATEWAY),
    actors: () => controlPlane.system.snapshot(),
    shutDown: () => {
      close().catch((error: unknown) => io.log.error({ error }, 'stopping the job manager failed'));
    },
  });
  late.answer = (request) => app.fetch(request);
  io.log.info({ rpc: service.address, rest: rest?.address }, 'job manager started');
  return {
    resourceManagerAddress: `${service.address}/user/rpc/resourcemanager_*`,
    restAddress: rest?.address,
    controlPlane,
    ...gateways,
    terminated,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function listen(
  address: NetworkAddress,
  { secret }: JobManagerConfig,
  io: Io,
  late: { readonly answer?: RequestHandler },
): Promise<RestServer> {
  const starting = { errors: ['The JobManager is starting. Ask again in a moment.'] };
  return RestServer.start(
    io.timers,
    address,
    (request) => late.answer?.(request) ?? Response.json(starting, { status: 503 }),
    secret,
  );
}
