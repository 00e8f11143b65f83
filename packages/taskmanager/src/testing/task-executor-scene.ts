/** One TaskExecutor with a ResourceManager and a JobMaster, real actors and endpoints on virtual time; deployment is in
 *  the hands of the test. For tests only. */
import { ActorSystem } from '@rivulet/runtime/actor';
import {
  type AllocationId,
  asId,
  type ExecutionAttemptId,
  type JobId,
  type JobVertexId,
  type ResourceId,
} from '@rivulet/runtime/base';
import type { JobGraph } from '@rivulet/runtime/graph';
import type { Io } from '@rivulet/runtime/io';
import { SimWorld } from '@rivulet/runtime/io/sim';
import {
  RpcService,
  type SlotRequest,
  TASK_EXECUTOR_GATEWAY,
  type TaskDeploymentDescriptor,
  type TaskExecutorGateway,
} from '@rivulet/runtime/rpc';
import { DEFAULT_TASK_EXECUTOR, TaskExecutor, type TaskExecutorSettings } from '../executor/index.ts';
import { ManualTaskDeployer } from './manual-task-deployer.ts';
import { TestingJobMaster } from './testing-job-master.ts';
import { TestingResourceManager } from './testing-resource-manager.ts';

export const JOB: JobId = asId<JobId>('job-1');
export const A: AllocationId = asId<AllocationId>('a');
export const B: AllocationId = asId<AllocationId>('b');
const ID = asId<ResourceId>('tm-1');

export class TaskExecutorScene {
  readonly world: SimWorld = new SimWorld();
  readonly io: Io = this.world.node('cluster');
  readonly service: RpcService = new RpcService(ActorSystem.create({ name: 'rivulet', io: this.io }), {
    io: this.io,
  });
  readonly resourceManager: TestingResourceManager = new TestingResourceManager(this.service);
  readonly jobMaster: TestingJobMaster = new TestingJobMaster(this.service);
  readonly deployer: ManualTaskDeployer = new ManualTaskDeployer();
  readonly fatal: Error[] = [];
  readonly executor: TaskExecutor;

  constructor(settings: Partial<TaskExecutorSettings> = {}) {
    this.executor = new TaskExecutor({
      service: this.service,
      io: this.io,
      settings: { ...DEFAULT_TASK_EXECUTOR, slotCount: 2, ...settings },
      resourceManagerAddress: `${this.service.address}/user/rpc/resourcemanager_*`,
      identity: {
        resourceId: ID,
        dataAddress: { host: '127.0.0.1', port: 4711 },
        cpuCores: 2,
        physicalMemoryBytes: 0,
        networkMemoryBytes: 0,
      },
      deployer: this.deployer,
      actors: () => [],
      fatal: (error) => this.fatal.push(error),
    });
  }

  /** Everybody is up and knows everybody. */
  async begin(): Promise<TaskExecutorGateway> {
    this.resourceManager.start();
    this.jobMaster.start();
    this.executor.start();
    await this.world.settle();
    return this.gateway();
  }

  gateway(): Promise<TaskExecutorGateway> {
    return this.world.complete(this.service.connect(this.executor.address, TASK_EXECUTOR_GATEWAY));
  }

  request(slotIndex: number, allocationId: AllocationId, overrides: Partial<SlotRequest> = {}): SlotRequest {
    return {
      slotIndex,
      allocationId,
      jobId: JOB,
      targetAddress: this.jobMaster.address,
      resourceManagerId: this.resourceManager.fencingToken,
      ...overrides,
    };
  }

  states(): string[] {
    return this.executor.slots.map(({ slotIndex, state }) => `${slotIndex} ${state}`);
  }

  reported(): string[] {
    return this.jobMaster.states.map(({ attemptId, state }) => `${attemptId} ${state}`);
  }

  /** How the task ended, by the log: final state and error code. */
  endOf(attemptId: ExecutionAttemptId): unknown[] {
    const line = this.world.logLines.find(
      ({ message, fields }) => message === 'task ended' && String(fields.task).startsWith(attemptId),
    );
    return [line?.fields.state, line?.fields.code];
  }

  async errorOf(promise: Promise<unknown>): Promise<unknown> {
    const nothing = (): undefined => undefined;
    return this.world.complete(promise.then(nothing, (error: unknown) => error));
  }

  /** Ends everything and shows that no timer is left. */
  async end(): Promise<void> {
    await this.world.complete(this.service.close());
    await this.world.run();
  }
}

export function descriptorOf(
  attemptId: ExecutionAttemptId,
  allocationId: AllocationId,
): TaskDeploymentDescriptor {
  const graph: JobGraph = { version: 2, name: 'job', fingerprint: '', vertices: [], dataSets: [] };
  return {
    jobId: JOB,
    jobName: 'job',
    attemptId,
    attemptNumber: 0,
    allocationId,
    vertexId: asId<JobVertexId>('v'),
    taskName: `${attemptId} (1/1)#0`,
    subtaskIndex: 0,
    parallelism: 1,
    maxParallelism: 128,
    graph,
    module: { kind: 'url', url: 'file:///job.ts' },
    args: [],
    workingDirectory: '/',
    defaultParallelism: 1,
    settings: { bufferTimeoutMs: 1, flowControl: 'credit' },
    resultPartitions: [],
    inputGates: [],
  };
}
