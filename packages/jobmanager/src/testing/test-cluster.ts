/** A JobManager with fake TaskManagers in one simulated process, on virtual time. For tests of this package. */
import { ActorSystem } from '@rivulet/runtime/actor';
import { asId, type JobId } from '@rivulet/runtime/base';
import type { JobStatus, JobSubmission } from '@rivulet/runtime/graph';
import { SimWorld } from '@rivulet/runtime/io/sim';
import {
  DISPATCHER_GATEWAY,
  type DispatcherGateway,
  type ExecutionGraphInfo,
  type HeartbeatSettings,
  RESOURCE_MANAGER_GATEWAY,
  type ResourceManagerGateway,
  type RpcGateway,
  RpcService,
} from '@rivulet/runtime/rpc';
import { Dispatcher } from '../dispatcher/index.ts';
import { ResourceManager } from '../resource-manager/index.ts';
import { EXAMPLE_JOB_ID, exampleSubmission } from './example-job.ts';
import { type FakeTask, FakeTaskExecutor } from './fake-task-executor.ts';
import { RecordingRpcService } from './recording-rpc-service.ts';

export type TestClusterOptions = {
  /** One fake TaskManager each: `tm-a`, `tm-b`, … */
  readonly slotCounts?: readonly number[];
  readonly startUpTimeMs?: number;
  readonly slotRequestTimeoutMs?: number;
  readonly finishedJobLimit?: number;
  readonly heartbeat?: HeartbeatSettings;
  readonly recordsCalls?: boolean;
};

export class TestCluster {
  readonly world: SimWorld = new SimWorld();
  readonly service: RpcService;
  /** With `recordsCalls`: every call in the order in which it was sent. */
  readonly calls: readonly string[];
  readonly system: ActorSystem;
  readonly dispatcher: Dispatcher;
  readonly resourceManager: ResourceManager;
  readonly taskExecutors: FakeTaskExecutor[] = [];
  readonly releasedBlobs: JobId[] = [];
  dispatcherGateway!: RpcGateway<DispatcherGateway>;
  resourceManagerGateway!: RpcGateway<ResourceManagerGateway>;

  static async start(options: TestClusterOptions = {}): Promise<TestCluster> {
    const cluster = new TestCluster(options);
    await cluster.world.complete(cluster.#connect(options.slotCounts ?? [2]));
    return cluster;
  }

  private constructor(options: TestClusterOptions) {
    const io = this.world.node('jobmanager');
    const heartbeat = options.heartbeat ?? { intervalMs: 10_000, timeoutMs: 50_000, failureThreshold: 2 };
    this.system = ActorSystem.create({ name: 'rivulet', io });
    const calls: string[] = [];
    this.calls = calls;
    this.service =
      options.recordsCalls === true
        ? new RecordingRpcService(this.system, { io }, calls)
        : new RpcService(this.system, { io });
    const { service } = this;
    this.resourceManager = new ResourceManager({
      service,
      io,
      settings: { heartbeat, loadBalanceMode: 'NONE', startUpTimeMs: options.startUpTimeMs ?? 300_000 },
      blobServer: () => ({ host: '127.0.0.1', port: 8_081 }),
    });
    this.dispatcher = new Dispatcher({
      service,
      io,
      jobMaster: {
        resourceManagerAddress: `${service.address}/user/rpc/resourcemanager_*`,
        heartbeat,
        slotRequestTimeoutMs: options.slotRequestTimeoutMs ?? 300_000,
        slotIdleTimeoutMs: 50_000,
      },
      finishedJobLimit: options.finishedJobLimit ?? 10,
      releaseBlobs: async (jobId) => void this.releasedBlobs.push(jobId),
    });
    this.resourceManager.start();
    this.dispatcher.start();
  }

  get tasks(): readonly FakeTask[] {
    return this.taskExecutors.flatMap(({ tasks }) => tasks);
  }

  taskExecutor(index: number): FakeTaskExecutor {
    return this.taskExecutors[index] as FakeTaskExecutor;
  }

  addTaskExecutor(slotCount: number): Promise<void> {
    const name = `tm-${'abcdef'[this.taskExecutors.length]}`;
    const taskExecutor = new FakeTaskExecutor(this.service, { name, slotCount });
    this.taskExecutors.push(taskExecutor);
    taskExecutor.start();
    return taskExecutor.register();
  }

  submit(submission: JobSubmission = exampleSubmission()): Promise<void> {
    return this.world.complete(this.dispatcherGateway.submitJob(submission));
  }

  /** Submits the example job and waits until all of its tasks run. */
  async run(submission?: JobSubmission): Promise<void> {
    await this.submit(submission);
    await this.world.advance(1_000);
  }

  job(jobId: JobId = EXAMPLE_JOB_ID): Promise<ExecutionGraphInfo> {
    return this.world.complete(this.dispatcherGateway.requestJob(jobId));
  }

  async status(jobId: string = EXAMPLE_JOB_ID): Promise<JobStatus> {
    return (await this.job(asId(jobId))).status;
  }

  async freeSlotCount(): Promise<number> {
    return (await this.world.complete(this.resourceManagerGateway.requestResourceOverview())).slotCountFree;
  }

  close(): Promise<void> {
    return this.world.complete(this.service.close());
  }

  async #connect(slotCounts: readonly number[]): Promise<void> {
    const { address } = this.service;
    this.resourceManagerGateway = await this.service.connect(
      `${address}/user/rpc/resourcemanager_*`,
      RESOURCE_MANAGER_GATEWAY,
    );
    this.dispatcherGateway = await this.service.connect(
      `${address}/user/rpc/dispatcher_*`,
      DISPATCHER_GATEWAY,
    );
    for (const slotCount of slotCounts) await this.addTaskExecutor(slotCount);
  }
}
