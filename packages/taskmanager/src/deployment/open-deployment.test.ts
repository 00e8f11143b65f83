/** Deployment on real threads and real network memory, with job modules written by the test. Every step waits for an
 *  event; the only bound is the test's own time limit. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildStreamGraph, type JobDefinition } from '@rivulet/api';
import {
  type AllocationId,
  asId,
  executionAttemptId,
  type JobId,
  type ResourceId,
  resultPartitionId,
  type StreamErrorJson,
} from '@rivulet/runtime/base';
import { consumedBy, consumersOf, type EdgeEnds, type IntermediateDataSet } from '@rivulet/runtime/graph';
import { openNodeIo } from '@rivulet/runtime/io/node';
import type { TaskDeploymentDescriptor } from '@rivulet/runtime/rpc';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TASK_MANAGER_CONFIG } from '../task-manager-config.ts';
import { type DeployedTask, type Deployment, openDeployment, type ReportedTaskState } from './index.ts';

const io = openNodeIo({ logLevel: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'rivulet-deployment-'));
const ID = asId<ResourceId>('tm-1');
const JOB = asId<JobId>('job-1');
let fileCount = 0;

type Overrides = { taskThreads?: 'per-task' | 'per-slot'; networkMemoryBytes?: number };

function open(overrides: Overrides = {}): Promise<Deployment> {
  const config = {
    ...DEFAULT_TASK_MANAGER_CONFIG,
    networkMemoryBytes: 4_194_304,
    directory: folder,
    ...overrides,
  };
  return openDeployment(config, io, ID);
}

/** A job module that imports nothing, as descriptors: all tasks in this TaskManager, vertex by vertex. */
async function descriptorsOf(body: string, parallelism: number = 1): Promise<TaskDeploymentDescriptor[]> {
  const path = join(folder, `job-${fileCount++}.mjs`);
  writeFileSync(path, `export default { kind: 'rivulet-job', name: 'job', build(env) {\n${body}\n} };\n`);
  const url = pathToFileURL(path).href;
  const { default: definition } = (await import(url)) as { default: JobDefinition };
  const building = { args: [], workingDirectory: '/', defaultParallelism: parallelism };
  const { jobGraph: graph } = buildStreamGraph(definition, building);
  const attemptOf = (vertexId: string, subtask: number) =>
    executionAttemptId('g', asId(vertexId), subtask, 0);
  return graph.vertices.flatMap((vertex) =>
    Array.from({ length: vertex.parallelism }, (_, subtaskIndex): TaskDeploymentDescriptor => {
      const sets = (ids: readonly string[]) => graph.dataSets.filter(({ id }) => ids.includes(id));
      const peers = (vertexId: string) => graph.vertices.find(({ id }) => id === vertexId)?.parallelism ?? 0;
      const endsOf = (set: IntermediateDataSet): EdgeEnds => ({
        partitioning: set.partitioning,
        producerParallelism: peers(set.producerVertexId),
        consumerParallelism: peers(set.consumerVertexId),
      });
      return {
        ...building,
        jobId: JOB,
        jobName: 'job',
        attemptId: attemptOf(vertex.id, subtaskIndex),
        attemptNumber: 0,
        allocationId: asId<AllocationId>('a'),
        vertexId: vertex.id,
        taskName: `${vertex.name} (${subtaskIndex + 1}/${vertex.parallelism})#0`,
        subtaskIndex,
        parallelism: vertex.parallelism,
        maxParallelism: vertex.maxParallelism,
        graph,
        module: { kind: 'url', url },
        settings: { bufferTimeoutMs: 1, flowControl: 'credit' },
        resultPartitions: sets(vertex.outputs).map((set) => ({
          dataSetId: set.id,
          partitionId: resultPartitionId(set.id, subtaskIndex, attemptOf(vertex.id, subtaskIndex)),
          producerOperatorId: set.producerOperatorId,
          partitioning: set.partitioning,
          subpartitionCount: consumersOf(endsOf(set), subtaskIndex).length,
          maxParallelism: 128,
        })),
        inputGates: sets(vertex.inputs).map((set) => ({
          dataSetId: set.id,
          inputIndex: set.inputIndex,
          partitioning: set.partitioning,
          subpartitionIndex: consumedBy(endsOf(set), subtaskIndex).subpartitionIndex,
          producers: consumedBy(endsOf(set), subtaskIndex).producers.map((producer) => ({
            partitionId: resultPartitionId(set.id, producer, attemptOf(set.producerVertexId, producer)),
            producerResourceId: ID,
            producerDataAddress: { host: '127.0.0.1', port: 1 },
          })),
        })),
      };
    }),
  );
}

class Run {
  readonly task: DeployedTask;
  readonly states: ReportedTaskState[] = [];
  readonly broken: StreamErrorJson[] = [];
  error: StreamErrorJson | undefined;
  readonly ended: Promise<Run>;
  readonly running: Promise<Run>;

  constructor({ deployer }: Deployment, descriptor: TaskDeploymentDescriptor, slotIndex: number = 0) {
    const ended = Promise.withResolvers<Run>();
    const running = Promise.withResolvers<Run>();
    this.ended = ended.promise;
    this.running = running.promise;
    this.task = deployer.deploy(
      { descriptor, slotIndex, blobServer: undefined },
      {
        stateChanged: (state, error) => {
          this.states.push(state);
          this.error = error;
          if (state === 'RUNNING') running.resolve(this);
          if (state !== 'RUNNING' && state !== 'INITIALIZING') ended.resolve(this);
        },
        checkpointReported: () => undefined,
        broken: (error) => this.broken.push(error),
        producerState: () => Promise.resolve('FAILED' as const),
      },
    );
  }
}

const ENDLESS = `env.generate({}, (i) => i).discard();`;
const ENDLESS_TWO = `env.generate({}, (i) => i).keyBy((i) => i).count().discard();`;
const STUCK = `env.generate({}, (i) => { for (;;); }).discard();`;

describe('deployment on real threads', () => {
  it('given a job of two chains, then records pass, the figures are there, and threads and segments are given back', async () => {
    await using deployment = await open();
    const descriptors = await descriptorsOf(
      `env.generate({ count: 1000 }, (i) => 'w' + (i % 10)).keyBy((w) => w).count().discard();`,
      2,
    );

    const runs = descriptors.map((descriptor) => new Run(deployment, descriptor));
    await Promise.all(runs.map((run) => run.ended));

    expect(runs.map((run) => run.states)).toEqual(runs.map(() => ['INITIALIZING', 'RUNNING', 'FINISHED']));
    const received = runs.reduce((sum, run) => sum + run.task.io().numRecordsIn, 0);
    expect(received).toBe(1_000);
    expect(deployment.deployer.threads()).toEqual([]);
    const channels = await deployment.deployer.channels(JOB);
    expect(channels).toHaveLength(4);
    expect(channels.every(({ kind, buffersReceived }) => kind === 'local' && buffersReceived > 0)).toBe(true);
  });

  it('given a task that is cancelled, then it is CANCELED and its thread is gone', async () => {
    await using deployment = await open();
    const [descriptor] = await descriptorsOf(ENDLESS);
    const run = await new Run(deployment, must(descriptor)).running;
    expect(deployment.deployer.threads()).toMatchObject([
      { role: 'task', tasks: [{ name: descriptor?.taskName, jobId: JOB, slotIndex: 0 }] },
    ]);

    run.task.cancel();
    await run.ended;

    expect(run.states.at(-1)).toBe('CANCELED');
    expect(deployment.deployer.threads()).toEqual([]);
  });

  it('given a cancellation before the thread has the task, then it is CANCELED without one', async () => {
    await using deployment = await open();
    const [descriptor] = await descriptorsOf(ENDLESS);

    const run = new Run(deployment, must(descriptor));
    run.task.cancel();
    await run.ended;

    expect(run.states).toEqual(['CANCELED']);
  });

  it('given a user function that throws, then the task is FAILED with the user’s error', async () => {
    await using deployment = await open();
    const [descriptor] = await descriptorsOf(
      `env.generate({}, (i) => { throw new Error('my mistake'); }).discard();`,
    );

    const run = await new Run(deployment, must(descriptor)).ended;

    expect(run.states.at(-1)).toBe('FAILED');
    expect(run.error?.code).toBe('USER_FUNCTION_FAILED');
    expect(run.error?.message).toContain('my mistake');
  });

  it('given a task that never returns, when its thread is terminated, then TASK_THREAD_LOST, and others live on', async () => {
    await using deployment = await open();
    const [stuck, other] = [...(await descriptorsOf(STUCK)), ...(await descriptorsOf(ENDLESS))];
    const runs = await Promise.all([
      new Run(deployment, must(stuck)).running,
      new Run(deployment, { ...must(other), attemptId: asId('other') }).running,
    ]);

    // Not cancelled first: RUNNING is told before the first turn, and a task that does not spin yet would obey.
    runs[0].task.terminateThread();
    await runs[0].ended;

    expect(runs[0].error?.code).toBe('TASK_THREAD_LOST');
    expect(deployment.deployer.threads()).toMatchObject([{ tasks: [{ name: other?.taskName }] }]);
    expect(runs[1].states.at(-1)).toBe('RUNNING');
  });

  it('given a user function that ends its thread, then the task is FAILED with TASK_THREAD_LOST', async () => {
    await using deployment = await open();
    const [descriptor] = await descriptorsOf(`env.generate({}, (i) => process.exit(7)).discard();`);

    const run = await new Run(deployment, must(descriptor)).ended;

    expect(run.states.at(-1)).toBe('FAILED');
    expect(run.error).toMatchObject({ code: 'TASK_THREAD_LOST', details: { reason: 'exit code 7' } });
  });

  it('given less network memory than the task needs, then NET_INSUFFICIENT_BUFFERS and no thread', async () => {
    await using deployment = await open({ networkMemoryBytes: 32_768 });
    const [descriptor] = await descriptorsOf(ENDLESS_TWO);

    const run = await new Run(deployment, must(descriptor)).ended;

    expect(run.states).toEqual(['FAILED']);
    expect(run.error?.code).toBe('NET_INSUFFICIENT_BUFFERS');
    expect(deployment.deployer.threads()).toEqual([]);
  });

  it('given per-slot threads, then the tasks of a slot share one, which ends with the last of them', async () => {
    await using deployment = await open({ taskThreads: 'per-slot' });
    const descriptors = await descriptorsOf(ENDLESS_TWO);

    const runs = await Promise.all(
      descriptors.map((descriptor) => new Run(deployment, descriptor, 1).running),
    );
    const threads = deployment.deployer.threads();
    for (const run of runs) run.task.cancel();
    await Promise.all(runs.map((run) => run.ended));

    const tasks = descriptors.map(({ taskName: name }) => ({ name, slotIndex: 1 }));
    expect(threads).toMatchObject([{ name: 'slot 1', tasks }]);
    expect(runs.map((run) => run.states.at(-1))).toEqual(['CANCELED', 'CANCELED']);
    expect(deployment.deployer.threads()).toEqual([]);
  });

  it('given running and stuck tasks, when the deployment is closed, then no thread is left', async () => {
    const deployment = await open();
    const descriptors = [...(await descriptorsOf(STUCK)), ...(await descriptorsOf(ENDLESS_TWO))];
    const runs = descriptors.map(
      (descriptor, index) => new Run(deployment, { ...descriptor, attemptId: asId(`t${index}`) }),
    );
    await Promise.all(runs.map((run) => run.running));

    await deployment[Symbol.asyncDispose]();

    expect(deployment.deployer.threads()).toEqual([]);
    await Promise.all(runs.map((run) => run.ended));
  });
});

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('missing');
  return value;
}
