/** The job a person typed: its module found from the working directory, loaded, and built into a graph. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildStreamGraph } from '@rivulet/api';
import type { JobGraph } from '@rivulet/runtime/graph';
import { loadJob } from '../../job/load-job.ts';
import type { CliContext } from '../cli-context.ts';

export type TypedJob = {
  readonly module: URL;
  readonly graph: JobGraph;
  readonly args: readonly string[];
  readonly workingDirectory: string;
  readonly defaultParallelism: number;
};

/** @throws JOB_… */
export async function buildTypedJob(
  { io, jobArguments, workingDirectory }: Pick<CliContext, 'io' | 'jobArguments' | 'workingDirectory'>,
  path: string,
  defaultParallelism: number,
): Promise<TypedJob> {
  const module = pathToFileURL(resolve(workingDirectory, path));
  const definition = await loadJob(module, io.storage);
  const options = { args: jobArguments, workingDirectory, defaultParallelism };
  const { jobGraph } = buildStreamGraph(definition, options);
  return { module, graph: jobGraph, ...options };
}
