/** Flink's TaskExecutorTest in short: slots, offers, tasks, lost peers. Real actors and endpoints on virtual time;
 *  deployment is in the hands of the test. */
import { ActorSystem } from '@rivulet/runtime/actor';
import {
  type AllocationId,
  asId,
  type ExecutionAttemptId,
  isStreamError,
  type JobId,
  type JobVertexId,
  type ResourceId,
  streamError,
} from '@rivulet/runtime/base';
import type { JobGraph } from '@rivulet/runtime/graph';
import { SimWorld } from '@rivulet/runtime/io/sim';
import {
  RpcService,
  type SlotRequest,
  TASK_EXECUTOR_GATEWAY,
  type TaskDeploymentDescriptor,
  type TaskExecutorGateway,
} from '@rivulet/runtime/rpc';
import { describe, expect, it } from 'vitest';
import { ManualTaskDeployer } from '../testing/manual-task-deployer.ts';
import { TestingJobMaster, TestingResourceManager } from '../testing/testing-endpoints.ts';
import { TaskExecutor } from './task-executor.ts';
import { DEFAULT_TASK_EXECUTOR, type TaskExecutorSettings } from './task-executor-settings.ts';

const JOB = asId<JobId>('job-1');
const [A, B] = [asId<AllocationId>('a'), asId<AllocationId>('b')];
const [TASK, TASK_2] = [asId<ExecutionAttemptId>('task-1'), asId<ExecutionAttemptId>('task-2')];
const ID = asId<ResourceId>('tm-1');

class Scene {
  readonly world = new SimWorld();
  readonly io = this.world.node('cluster');
  readonly service = new RpcService(ActorSystem.create({ name: 'rivulet', io: this.io }), { io: this.io });
  readonly resourceManager = new TestingResourceManager(this.service);
  readonly jobMaster = new TestingJobMaster(this.service);
  readonly deployer = new ManualTaskDeployer();
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
      networkThreadId: 1,
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

function descriptorOf(attemptId: ExecutionAttemptId, allocationId: AllocationId): TaskDeploymentDescriptor {
  const graph: JobGraph = { version: 1, name: 'job', fingerprint: '', vertices: [], dataSets: [] };
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

describe('registration at the ResourceManager', () => {
  it('given a start, then it registers, reports its slots and answers heartbeats with them', async () => {
    const scene = new Scene();
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
    const scene = new Scene({ registrationTimeoutMs: 60_000 });
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
    const scene = new Scene();
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
    const scene = new Scene();
    const gateway = await scene.begin();

    gateway.disconnectResourceManager('bye');
    await scene.world.settle();

    expect(scene.resourceManager.registrations).toHaveLength(2);
    await scene.end();
  });

  it('given a slot request of another ResourceManager or before registration, then it is refused', async () => {
    const scene = new Scene();
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

describe('slots', () => {
  it('given a requested slot, then it registers at the JobMaster, offers it, and accepted slots are active', async () => {
    const scene = new Scene();
    const gateway = await scene.begin();

    await scene.world.complete(gateway.requestSlot(scene.request(0, A)));
    await scene.world.settle();

    expect(scene.jobMaster.registered).toEqual(['tm-1']);
    expect(scene.jobMaster.offers).toEqual([['a']]);
    expect(scene.states()).toEqual(['0 ACTIVE']);
    await scene.end();
  });

  it('given a rejected offer, then the slot is free, the ResourceManager knows, and the job is forgotten', async () => {
    const scene = new Scene();
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
    const scene = new Scene();
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
    const scene = new Scene({ slotTimeoutMs: 60_000 });
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
    const scene = new Scene();
    const gateway = await scene.begin();
    scene.jobMaster.stop();

    await scene.world.complete(gateway.requestSlot(scene.request(0, A)));
    await scene.world.advance(10_001);

    expect(scene.resourceManager.available).toEqual(['0:a']);
    await scene.end();
  });

  it('given a heartbeat of the JobMaster, then slots that only one side has are given up', async () => {
    const scene = new Scene();
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

describe('tasks', () => {
  async function withTask(settings: Partial<TaskExecutorSettings> = {}): Promise<{
    scene: Scene;
    gateway: TaskExecutorGateway;
  }> {
    const scene = new Scene(settings);
    const gateway = await scene.begin();
    await scene.world.complete(gateway.requestSlot(scene.request(0, A)));
    await scene.world.settle();
    await scene.world.complete(gateway.submitTask(descriptorOf(TASK, A), scene.jobMaster.fencingToken));
    return { scene, gateway };
  }

  it('given a task that arrives before the answer to the offer, then it is taken and the slot is active', async () => {
    const scene = new Scene();
    const gateway = await scene.begin();
    const answer = Promise.withResolvers<readonly AllocationId[]>();
    scene.jobMaster.answerOffer = () => answer.promise;
    await scene.world.complete(gateway.requestSlot(scene.request(0, A)));
    await scene.world.settle();

    await scene.world.complete(gateway.submitTask(descriptorOf(TASK, A), scene.jobMaster.fencingToken));
    expect(scene.states()).toEqual(['0 ACTIVE']);
    answer.resolve([A]);
    await scene.world.settle();

    expect(scene.states()).toEqual(['0 ACTIVE']);
    expect(scene.executor.slots[0]?.tasks).toEqual(new Set([TASK]));
    await scene.end();
  });

  it('given a task for a slot, JobMaster or job that is not connected, or twice, then it is refused', async () => {
    const { scene, gateway } = await withTask();
    const token = scene.jobMaster.fencingToken;

    const errors = [
      await scene.errorOf(gateway.submitTask(descriptorOf(TASK_2, B), token)),
      await scene.errorOf(gateway.submitTask(descriptorOf(TASK_2, A), asId('other'))),
      await scene.errorOf(gateway.submitTask({ ...descriptorOf(TASK_2, A), jobId: asId('job-2') }, token)),
      await scene.errorOf(gateway.submitTask(descriptorOf(TASK, A), token)),
    ];

    expect(errors.map((error) => isStreamError(error, 'TASK_SUBMISSION_FAILED'))).toEqual(
      errors.map(() => true),
    );
    expect([...scene.deployer.tasks.keys()]).toEqual([TASK]);
    await scene.end();
  });

  it('given a task that works, then each state is reported in order, the last with its figures', async () => {
    const { scene, gateway } = await withTask();
    const task = scene.deployer.task(TASK);

    task.becomes('INITIALIZING');
    task.becomes('RUNNING');
    task.becomes('FINISHED');
    await scene.world.settle();

    expect(scene.reported()).toEqual(['task-1 INITIALIZING', 'task-1 RUNNING', 'task-1 FINISHED']);
    expect(scene.jobMaster.states.at(-1)?.io.numRecordsIn).toBe(7);
    expect(scene.executor.slots[0]?.tasks.size).toBe(0);
    await scene.world.complete(gateway.freeSlot(A, 'job is over'));
    await scene.world.settle();
    expect(scene.resourceManager.available).toEqual(['0:a']);
    expect(scene.deployer.releasedJobs).toEqual(['job-1']);
    await scene.end();
  });

  it('given reports that are not answered, then they are repeated in order; refused, the task is failed', async () => {
    const { scene } = await withTask();
    const task = scene.deployer.task(TASK);
    let tries = 0;
    scene.jobMaster.answerState = () => (tries++ === 0 ? new Promise<void>(() => {}) : undefined);

    task.becomes('INITIALIZING');
    task.becomes('RUNNING');
    await scene.world.advance(12_000);
    expect(scene.reported()).toEqual(['task-1 INITIALIZING', 'task-1 INITIALIZING', 'task-1 RUNNING']);
    scene.jobMaster.answerState = ({ state }) => {
      if (state === 'RUNNING') throw new Error('unknown task');
    };
    await scene.world.complete(
      (await scene.gateway()).submitTask(descriptorOf(TASK_2, A), scene.jobMaster.fencingToken),
    );
    scene.deployer.task(TASK_2).becomes('RUNNING');
    await scene.world.settle();

    expect(scene.deployer.task(TASK_2).asked).toEqual(['cancel']);
    expect(scene.jobMaster.states.at(-1)).toMatchObject({ attemptId: 'task-2', state: 'FAILED' });
    await scene.end();
  });

  it('given a failure of the task, then FAILED is reported with its error', async () => {
    const { scene } = await withTask();
    const error = streamError('USER_FUNCTION_FAILED', { operator: 'map' }).toJSON();

    scene.deployer.task(TASK).becomes('FAILED', error);
    await scene.world.settle();

    expect(scene.jobMaster.states).toMatchObject([
      { state: 'FAILED', error: { code: 'USER_FUNCTION_FAILED' } },
    ]);
    await scene.end();
  });

  it('given a channel that broke, then the task is ended and FAILED with that error', async () => {
    const { scene } = await withTask();

    scene.deployer.task(TASK).breaks(streamError('NET_CONNECTION_LOST', { peer: 'x' }).toJSON());
    await scene.world.settle();

    expect(scene.deployer.task(TASK).asked).toEqual(['cancel']);
    expect(scene.jobMaster.states).toMatchObject([
      { state: 'FAILED', error: { code: 'NET_CONNECTION_LOST' } },
    ]);
    await scene.end();
  });

  it('given a cancellation, then the task is CANCELED; an unknown task is TASK_NOT_FOUND', async () => {
    const { scene, gateway } = await withTask();

    await scene.world.complete(gateway.cancelTask(TASK));
    await scene.world.settle();

    expect(scene.reported()).toEqual(['task-1 CANCELED']);
    expect(isStreamError(await scene.errorOf(gateway.cancelTask(TASK)), 'TASK_NOT_FOUND')).toBe(true);
    await scene.end();
  });

  it('given a task that ignores its cancellation, then its thread is ended, and the TaskManager lives', async () => {
    const { scene, gateway } = await withTask({ cancellationTimeoutMs: 3_000 });
    scene.deployer.task(TASK).obeys = false;

    await scene.world.complete(gateway.cancelTask(TASK));
    await scene.world.advance(2_900);
    expect(scene.reported()).toEqual([]);
    await scene.world.advance(200);

    expect(scene.deployer.task(TASK).asked).toEqual(['cancel', 'terminateThread']);
    expect(scene.reported()).toEqual(['task-1 CANCELED']);
    expect(scene.world.logLines.some((line) => line.fields.code === 'TASK_CANCELLATION_TIMEOUT')).toBe(true);
    expect(scene.executor.endpointState).toBe('STARTED');
    await scene.end();
  });

  it('given a lost JobMaster, then its tasks fail with JOB_MASTER_LOST and its slots are free in time', async () => {
    const { scene } = await withTask();
    await scene.world.complete(scene.jobMaster.closeAsync());

    await scene.world.advance(50_001);
    expect(scene.deployer.task(TASK).asked).toEqual(['cancel']);
    expect(scene.states()).toEqual(['0 ALLOCATED']);
    await scene.world.advance(10_001);

    expect(scene.states()).toEqual([]);
    expect(scene.deployer.releasedJobs).toEqual(['job-1']);
    await scene.end();
  });

  it('given a JobMaster that says goodbye, then its tasks fail and its slots are free at once', async () => {
    const { scene, gateway } = await withTask();

    gateway.disconnectJobManager(JOB, 'job is CANCELED');
    await scene.world.settle();

    expect(scene.deployer.task(TASK).asked).toEqual(['cancel']);
    expect(scene.states()).toEqual([]);
    expect(scene.resourceManager.available).toEqual(['0:a']);
    await scene.end();
  });

  it('given a slot that is freed with a task in it, then the task is ended first', async () => {
    const { scene, gateway } = await withTask();
    const task = scene.deployer.task(TASK);
    task.obeys = false;

    await scene.world.complete(gateway.freeSlot(A, 'restart'));
    await scene.world.settle();
    expect(scene.states()).toEqual(['0 RELEASING']);
    task.becomes('CANCELED');
    await scene.world.settle();

    expect(scene.states()).toEqual([]);
    expect(scene.resourceManager.available).toEqual(['0:a']);
    await scene.end();
  });

  it('given a shutdown with a task that does not stop, then its thread is ended after the grace and all is closed', async () => {
    const { scene } = await withTask();
    const task = scene.deployer.task(TASK);
    task.obeys = false;

    await scene.world.complete(scene.executor.closeAsync());

    expect(task.asked).toEqual(['cancel', 'terminateThread']);
    expect(scene.world.nowMs).toBe(5_000);
    expect(scene.resourceManager.disconnected).toHaveLength(1);
    await scene.end();
  });

  it('then threads, actors and figures of tasks can be asked for', async () => {
    const { scene, gateway } = await withTask();

    const threads = await scene.world.complete(gateway.requestThreads());
    await scene.world.complete(
      gateway.heartbeatFromJobManager(asId<ResourceId>('jm'), {
        jobId: JOB,
        slots: [{ allocationId: A, slotIndex: 0 }],
      }),
    );
    await scene.world.settle();

    expect(threads.map(({ role, tasks }) => `${role} ${tasks.join()}`)).toEqual([
      'main ',
      'network ',
      'task task-1 (1/1)#0',
    ]);
    expect(await scene.world.complete(gateway.requestActors())).toEqual([]);
    expect(await scene.world.complete(gateway.requestChannels(JOB))).toEqual([]);
    expect(scene.jobMaster.heartbeats).toMatchObject([[{ attemptId: 'task-1', io: { numRecordsIn: 7 } }]]);
    await scene.end();
  });
});
