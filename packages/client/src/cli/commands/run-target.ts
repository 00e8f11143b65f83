/** Where a job is run: on a cluster that lives in this process, or on one that is there already.
 *  Both are asked over REST afterwards, so everything that watches a job is the same for both. */
import { asId, type JobId } from '@rivulet/runtime/base';
import { type JobModule, type JobSubmission, slotCountOf } from '@rivulet/runtime/graph';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { requireSlots } from '../../job/require-slots.ts';
import type { JobHandle } from '../../job-handle.ts';
import type { Configuration } from '../../config/index.ts';
import type { CliContext } from '../cli-context.ts';
import { openClusterClient } from './open-cluster-client.ts';
import type { TypedJob } from './typed-job.ts';

export type RunTarget = {
  /** The size of an embedded cluster. */
  readonly embedded?: { readonly taskManagers: number; readonly slots: number };
  submit(): Promise<JobHandle>;
  [Symbol.asyncDispose](): Promise<void>;
};

export type EmbeddedSize = {
  readonly taskmanagers?: number;
  readonly slots?: number;
  readonly json: boolean;
};

/** One TaskManager with as many slots as the job needs, unless told otherwise. @throws SLOT_INSUFFICIENT */
export async function embeddedTarget(
  { io }: CliContext,
  configuration: Configuration,
  job: TypedJob,
  size: EmbeddedSize,
): Promise<RunTarget> {
  const taskManagers = size.taskmanagers ?? 1;
  const slots = size.slots ?? Math.ceil(slotCountOf(job.graph) / taskManagers);
  requireSlots(job.graph, taskManagers * slots);
  // A cluster is much code: loaded only by those who embed one.
  const { MiniCluster } = await import('../../mini-cluster.ts');
  // A person wants the result, not the log, unless they asked for it.
  const asked = configuration.originOf('log.level') !== 'default';
  const clusterIo = asked ? openNodeIo({ logLevel: configuration.get('log.level') }) : io;
  const options = { io: clusterIo, taskManagers, slotsPerTaskManager: slots, configuration };
  const cluster = await MiniCluster.start(options);
  const module: JobModule = { kind: 'url', url: job.module.href };
  const submission = submissionOf(io.ids.hex128(), job, module, configuration);
  // The one document on the standard output must not be mixed with what the job prints.
  const settings = size.json ? { ...submission.settings, printTo: 'stderr' as const } : submission.settings;
  return {
    embedded: { taskManagers, slots },
    submit: async () => cluster.client.submit({ ...submission, settings }),
    [Symbol.asyncDispose]: async () => cluster[Symbol.asyncDispose](),
  };
}

/** @throws CLIENT_CLUSTER_UNREACHABLE, JOB_BUNDLE_FAILED, SLOT_INSUFFICIENT */
export async function remoteTarget(
  context: CliContext,
  configuration: Configuration,
  job: TypedJob,
  jobmanager: string,
): Promise<RunTarget> {
  const { io } = context;
  const client = openClusterClient(context, configuration, jobmanager);
  const { 'slots-total': slotsTotal } = await client.overview();
  requireSlots(job.graph, slotsTotal);
  const { bundleJob } = await import('../../job/job-bundle.ts');
  const bundle = await bundleJob(job.module, io.storage);
  const submission = submissionOf(io.ids.hex128(), job, { kind: 'blob', key: bundle.key }, configuration);
  return {
    submit: async () => client.submit(submission, bundle),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function submissionOf(
  jobId: string,
  { graph, args, workingDirectory, defaultParallelism }: TypedJob,
  module: JobModule,
  configuration: Configuration,
): JobSubmission {
  return {
    jobId: asId<JobId>(jobId),
    graph,
    module,
    args,
    workingDirectory,
    defaultParallelism,
    settings: {
      bufferTimeoutMs: configuration.get('execution.buffer-timeout'),
      flowControl: configuration.get('taskmanager.network.flow-control'),
      connectionPerResult: configuration.get('taskmanager.network.tcp-connection.per-result'),
    },
  };
}
