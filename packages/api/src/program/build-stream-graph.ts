/** Runs a job's build function and compiles what it recorded. The client calls it for the plan; each task thread calls
 *  it again for its functions and compares the fingerprint.
 *  Path: job module → **build** → stream graph → job graph → client → JobManager. */
import { isStreamError, streamError } from '@rivulet/runtime/base';
import type { JobGraph } from '@rivulet/runtime/graph';
import type { UserFunctions } from '../functions/index.ts';
import { createJobGraph, createStreamGraph, functionsOf } from '../plan/index.ts';
import { type EnvironmentOptions, StreamExecutionEnvironment } from '../stream/index.ts';
import type { JobDefinition } from './define-job.ts';
import { JobArgs } from './job-args.ts';
import { userLocationOf } from '@rivulet/operators';

export type BuildOptions = EnvironmentOptions & {
  /** What follows `--` on the command line. */
  readonly args: readonly string[];
};

export type BuiltJob = {
  readonly jobGraph: JobGraph;
  /** By operator id and by key selector id. */
  readonly functions: ReadonlyMap<string, UserFunctions>;
};

/** @throws JOB_BUILD_FAILED when the build function throws; the JOB_… errors of bad programs as they are */
export function buildStreamGraph(definition: JobDefinition, options: BuildOptions): BuiltJob {
  const env = new StreamExecutionEnvironment(options);
  const args = new JobArgs(definition.name, options.args);
  runBuild(definition, env, args);
  args.requireAllTaken();
  const graph = createStreamGraph(env.toProgram(definition.name));
  return { jobGraph: createJobGraph(graph), functions: functionsOf(graph) };
}

function runBuild({ name, build }: JobDefinition, env: StreamExecutionEnvironment, args: JobArgs): void {
  let returned: unknown;
  try {
    returned = build(env, args);
  } catch (error) {
    if (isStreamError(error)) throw error;
    const location = userLocationOf(error) ?? 'no line of the job in the stack';
    throw streamError('JOB_BUILD_FAILED', { job: name, reason: String(error), location }, error);
  }
  if (returned instanceof Promise) {
    // The rejection belongs to the mistake reported here, not to the process.
    returned.catch(() => undefined);
    throw streamError('JOB_BUILD_ASYNC', { job: name });
  }
}
