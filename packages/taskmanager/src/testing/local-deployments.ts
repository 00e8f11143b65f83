/** All tasks of a job as deployments inside one TaskManager, without a control plane: for tests of tasks and operators.
 *  Path: job definition → graph → **deployments** (plan, channels, metrics) → one task host, or several threads. */
import { buildStreamGraph, type JobDefinition, type UserFunctions } from '@rivulet/api';
import { asId, type ResultPartitionId } from '@rivulet/runtime/base';
import {
  consumedBy,
  consumersOf,
  type EdgeEnds,
  type ExecutionSettings,
  type IntermediateDataSet,
  type JobGraph,
} from '@rivulet/runtime/graph';
import {
  createRingBuffer,
  NetworkBufferPool,
  SegmentMemory,
  type TaskChannels,
} from '@rivulet/runtime/network';
import { createTaskMetricsBlock, type MainToTaskThread } from '../task/index.ts';

export type Deployment = Extract<MainToTaskThread, { type: 'deploy' }>;

export type LocalJobOptions = {
  readonly parallelism?: number;
  readonly args?: readonly string[];
  readonly workingDirectory?: string;
  readonly moduleUrl?: string;
  readonly segmentSize?: number;
  readonly segmentsPerPartition?: number;
  readonly overdraft?: number;
  readonly settings?: Partial<ExecutionSettings>;
};

export type LocalDeployments = {
  readonly graph: JobGraph;
  readonly functions: ReadonlyMap<string, UserFunctions>;
  readonly memory: SegmentMemory;
  readonly pool: NetworkBufferPool;
  readonly deployments: readonly Deployment[];
};

export function localDeployments(definition: JobDefinition, options: LocalJobOptions): LocalDeployments {
  const { parallelism = 1, args = [], workingDirectory = '/', segmentSize = 32_768 } = options;
  const built = buildStreamGraph(definition, { args, workingDirectory, defaultParallelism: parallelism });
  const graph = built.jobGraph;
  const memory = SegmentMemory.create(512, segmentSize, 16);
  const pool = new NetworkBufferPool(memory);
  const rings = new Map<string, SharedArrayBuffer>();
  const ringOf = (dataSet: string, producer: number, consumer: number): SharedArrayBuffer => {
    const name = `${dataSet} ${producer} ${consumer}`;
    const ring = rings.get(name) ?? createRingBuffer();
    rings.set(name, ring);
    return ring;
  };
  const dataSet = (id: string): IntermediateDataSet => {
    const found = graph.dataSets.find((set) => set.id === id);
    if (found === undefined) throw new Error(`no data set ${id}`);
    return found;
  };
  const parallelismOf = (vertexId: string): number =>
    graph.vertices.find(({ id }) => id === vertexId)?.parallelism ?? 0;

  const endsOf = ({ partitioning, producerVertexId, consumerVertexId }: IntermediateDataSet): EdgeEnds => ({
    partitioning,
    producerParallelism: parallelismOf(producerVertexId),
    consumerParallelism: parallelismOf(consumerVertexId),
  });

  const deployments = graph.vertices.flatMap((vertex) =>
    Array.from({ length: vertex.parallelism }, (_, subtaskIndex): Deployment => {
      const taskName = `${vertex.name} (${subtaskIndex + 1}/${vertex.parallelism})#0`;
      const outputs = vertex.outputs.map(dataSet).map((set) => ({
        set,
        consumers: consumersOf(endsOf(set), subtaskIndex),
      }));
      const inputs = vertex.inputs.map(dataSet).map((set) => ({
        set,
        producers: consumedBy(endsOf(set), subtaskIndex).producers,
      }));
      const channels: TaskChannels = {
        id: 0,
        taskName,
        memory: memory.handle,
        partitions: outputs.map(({ set, consumers }) => {
          const overdraft = options.overdraft ?? 5;
          const count = options.segmentsPerPartition ?? consumers.length * 2 + 8 + overdraft;
          const grant = pool.grant({ owner: taskName, required: count - overdraft, wanted: count });
          pool.distribute();
          const partitionId = `${set.id}#${subtaskIndex}` as ResultPartitionId;
          return {
            partitionId,
            grant,
            overdraft,
            rings: consumers.map((c) => ringOf(set.id, subtaskIndex, c)),
          };
        }),
        gates: inputs.map(({ set, producers }, gateIndex) => ({
          gateIndex,
          recycleBatch: 2,
          rings: producers.map((p) => ringOf(set.id, p, subtaskIndex)),
        })),
      };
      return {
        type: 'deploy',
        metrics: createTaskMetricsBlock(),
        channels,
        plan: {
          taskId: taskName,
          jobId: asId('job'),
          jobName: definition.name,
          vertexId: vertex.id,
          taskName,
          subtaskIndex,
          parallelism: vertex.parallelism,
          maxParallelism: vertex.maxParallelism,
          graph,
          moduleUrl: options.moduleUrl ?? 'memory:job',
          args,
          workingDirectory,
          defaultParallelism: parallelism,
          settings: { bufferTimeoutMs: 1, flowControl: 'credit', ...options.settings },
          outputs: outputs.map(({ set, consumers }) => ({
            dataSetId: set.id,
            partitionId: `${set.id}#${subtaskIndex}`,
            producerOperatorId: set.producerOperatorId,
            ...(set.producerTag === undefined ? {} : { producerTag: set.producerTag }),
            partitioning: set.partitioning,
            subpartitionCount: consumers.length,
            maxParallelism:
              graph.vertices.find(({ id }) => id === set.consumerVertexId)?.maxParallelism ?? 128,
          })),
          inputs: inputs.map(({ set: { id: dataSetId, inputIndex, partitioning } }) => ({
            dataSetId,
            inputIndex,
            partitioning,
          })),
        },
      };
    }),
  );
  return { graph, functions: built.functions, memory, pool, deployments };
}
