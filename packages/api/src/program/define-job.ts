/** What a job module exports: a name and a build function.
 *  Path: **job module** → build (client, for the plan; each task thread, for its functions) → job graph.
 *  Invariant: building is synchronous and gives the same program each time it is run with the same arguments. */
import { streamError } from '@rivulet/runtime/base';
import type { StreamExecutionEnvironment } from '../stream/index.ts';
import type { JobArgs } from './job-args.ts';

export type JobBuildFunction = (env: StreamExecutionEnvironment, args: JobArgs) => void;

export type JobOptions = {
  /** Shown in lists and logs. */
  readonly name: string;
};

export type JobDefinition = {
  readonly kind: 'rivulet-job';
  readonly name: string;
  readonly build: JobBuildFunction;
};

/** Use it as `export default defineJob({ name: 'word-count' }, (env, args) => { … })`. */
export function defineJob(options: JobOptions, build: JobBuildFunction): JobDefinition {
  if (typeof build !== 'function') {
    throw streamError('JOB_FUNCTION_EXPECTED', { operator: 'defineJob()', received: typeof build });
  }
  if (typeof options?.name !== 'string' || options.name === '') {
    const received = JSON.stringify(options) ?? 'nothing';
    throw streamError('JOB_VALUE_INVALID', { operator: 'defineJob()', expected: '{ name: "…" }', received });
  }
  return { kind: 'rivulet-job', name: options.name, build };
}

/** By shape, not by class: a bundled job carries its own copy of this module. */
export function isJobDefinition(value: unknown): value is JobDefinition {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, name, build } = value as Partial<Record<keyof JobDefinition, unknown>>;
  return kind === 'rivulet-job' && typeof name === 'string' && typeof build === 'function';
}
