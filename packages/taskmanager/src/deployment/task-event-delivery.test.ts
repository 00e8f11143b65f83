/** Events from a consuming task to its producer, from thread to thread of one TaskManager: the task threads are the test's
 *  own, everything between them is real, and time is virtual. */
import { buildStreamGraph, defineJob } from '@rivulet/api';
import { asId, executionAttemptId, type ResourceId, resultPartitionId } from '@rivulet/runtime/base';
import { copyBytesPortably, type ThreadPort } from '@rivulet/runtime/io';
import { SimWorld } from '@rivulet/runtime/io/sim';
import { lookEvery, NETWORK_THREAD_ENTRY, NetworkThread } from '@rivulet/runtime/network';
import type { TaskDeploymentDescriptor } from '@rivulet/runtime/rpc';
import { expect, it } from 'vitest';
import { type MainToTaskThread, TASK_THREAD_ENTRY, type TaskThreadToMain } from '../task/index.ts';
import { DEFAULT_TASK_MANAGER_CONFIG } from '../task-manager-config.ts';
import { openDeployment } from './index.ts';

const OWN: ResourceId = asId('tm-1');
const LISTENER = {
  stateChanged: () => undefined,
  checkpointReported: () => undefined,
  broken: () => undefined,
  producerState: () => Promise.resolve('FAILED' as const),
};

/** The two tasks of a job: a source, and what reads it. */
function descriptors(): TaskDeploymentDescriptor[] {
  const definition = defineJob({ name: 'job' }, (env) => {
    env
      .fromCollection(['a'])
      .keyBy((word) => word)
      .count()
      .discard();
  });
  const building = { args: [], workingDirectory: '/', defaultParallelism: 1 };
  const { jobGraph: graph } = buildStreamGraph(definition, building);
  const attemptOf = (vertexId: string) => executionAttemptId('g', asId(vertexId), 0, 0);
  return graph.vertices.map((vertex) => ({
    ...building,
    jobId: asId('job'),
    jobName: 'job',
    attemptId: attemptOf(vertex.id),
    attemptNumber: 0,
    allocationId: asId('a'),
    vertexId: vertex.id,
    taskName: vertex.name,
    subtaskIndex: 0,
    parallelism: 1,
    maxParallelism: 128,
    graph,
    module: { kind: 'url', url: 'test:job' },
    settings: { bufferTimeoutMs: 1, flowControl: 'credit' },
    resultPartitions: graph.dataSets
      .filter(({ id }) => vertex.outputs.includes(id))
      .map((set) => ({
        dataSetId: set.id,
        partitionId: resultPartitionId(set.id, 0, attemptOf(vertex.id)),
        producerOperatorId: set.producerOperatorId,
        partitioning: set.partitioning,
        subpartitionCount: 1,
        maxParallelism: 128,
      })),
    inputGates: graph.dataSets
      .filter(({ id }) => vertex.inputs.includes(id))
      .map((set) => ({
        dataSetId: set.id,
        inputIndex: set.inputIndex,
        partitioning: set.partitioning,
        subpartitionIndex: 0,
        producers: [
          {
            partitionId: resultPartitionId(set.id, 0, attemptOf(set.producerVertexId)),
            producerResourceId: OWN,
            producerDataAddress: { host: '127.0.0.1', port: 1 },
          },
        ],
      })),
  }));
}

it('given two tasks, when one thread sends events to its producer, then the other thread gets them in order', async () => {
  const world = new SimWorld();
  const io = world.node('tm');
  const threads = new Map<string, { readonly port: ThreadPort; readonly received: MainToTaskThread[] }>();
  world.registerThreadEntry(
    NETWORK_THREAD_ENTRY,
    (port) => void new NetworkThread(port, io, copyBytesPortably, lookEvery(io.timers, 1)),
  );
  world.registerThreadEntry(TASK_THREAD_ENTRY, (port) => {
    const received: MainToTaskThread[] = [];
    threads.set(port.name, { port, received });
    port.onMessage((message) => received.push(message as MainToTaskThread));
  });
  const config = { ...DEFAULT_TASK_MANAGER_CONFIG, networkMemoryBytes: 4_194_304, directory: '/tm' };
  const { deployer } = await world.complete(openDeployment(config, io, OWN));
  const [producing, consuming] = descriptors() as [TaskDeploymentDescriptor, TaskDeploymentDescriptor];
  for (const descriptor of [producing, consuming])
    deployer.deploy({ descriptor, slotIndex: 0, blobServer: undefined }, LISTENER);
  await world.advance(10);

  for (const kind of [1, 2]) {
    const event = { kind, bytes: Uint8Array.of(kind, 7) };
    const { attemptId: taskId } = consuming;
    const sent: TaskThreadToMain = { type: 'sendTaskEvent', taskId, gateIndex: 0, channelIndex: 0, event };
    threads.get(consuming.taskName)!.port.post(sent);
  }
  await world.advance(10);

  const { partitionId } = producing.resultPartitions[0]!;
  const [deploy, ...events] = threads.get(producing.taskName)!.received;
  expect(deploy!.type).toBe('deploy');
  expect(events).toEqual(
    [1, 2].map((kind) => ({
      type: 'taskEventReceived',
      taskId: producing.attemptId,
      partitionId,
      event: { kind, bytes: Uint8Array.of(kind, 7) },
    })),
  );
});
