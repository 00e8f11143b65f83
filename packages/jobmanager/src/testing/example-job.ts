/** A two-vertex job for tests: `source` writes by key to `count`. Used by tests of this package only. */
import { asId, type JobId } from '@rivulet/runtime/base';
import {
  JOB_GRAPH_VERSION,
  type JobGraph,
  type JobSubmission,
  type Partitioning,
} from '@rivulet/runtime/graph';

export type ExampleJob = {
  readonly jobId?: string;
  readonly sourceParallelism?: number;
  readonly countParallelism?: number;
  readonly partitioning?: Partitioning;
  readonly countGroup?: string;
};

export const EXAMPLE_JOB_ID: JobId = asId('a'.repeat(32));

export function exampleSubmission(job: ExampleJob = {}): JobSubmission {
  return {
    jobId: asId(job.jobId ?? EXAMPLE_JOB_ID),
    graph: exampleGraph(job),
    module: { kind: 'url', url: 'file:///jobs/word-count.ts' },
    args: ['--input', 'text'],
    workingDirectory: '/jobs',
    settings: { bufferTimeoutMs: 1, flowControl: 'credit' },
    defaultParallelism: 2,
  };
}

export function exampleGraph(job: ExampleJob = {}): JobGraph {
  const { sourceParallelism = 2, countParallelism = 2, countGroup = 'default' } = job;
  const [sourceId, countId] = ['1'.repeat(32), '2'.repeat(32)];
  const dataSetId = asId<JobGraph['dataSets'][number]['id']>('d'.repeat(32));
  return {
    version: JOB_GRAPH_VERSION,
    name: 'word count',
    fingerprint: 'f1',
    vertices: [
      {
        id: asId(sourceId),
        name: 'Source: text -> words',
        parallelism: sourceParallelism,
        maxParallelism: 128,
        slotSharingGroup: 'default',
        chain: [
          { id: 'op-source', name: 'Source: text', kind: 'source-text-file', params: { paths: [] } },
          { id: 'op-words', name: 'words', kind: 'flat-map', params: {}, inputOperatorId: 'op-source' },
        ],
        inputs: [],
        outputs: [dataSetId],
      },
      {
        id: asId(countId),
        name: 'count -> Sink: print',
        parallelism: countParallelism,
        maxParallelism: 128,
        slotSharingGroup: countGroup,
        chain: [
          { id: 'op-count', name: 'count', kind: 'count', params: {} },
          {
            id: 'op-print',
            name: 'Sink: print',
            kind: 'sink-print',
            params: {},
            inputOperatorId: 'op-count',
          },
        ],
        inputs: [dataSetId],
        outputs: [],
      },
    ],
    dataSets: [
      {
        id: dataSetId,
        producerVertexId: asId(sourceId),
        producerOperatorId: 'op-words',
        consumerVertexId: asId(countId),
        inputIndex: 0,
        partitioning: job.partitioning ?? { kind: 'hash', keySelectorId: 'key-1' },
      },
    ],
  };
}
