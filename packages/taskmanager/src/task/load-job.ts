/** Imports a job module and runs its build function again, to get the user's functions in this thread.
 *  Path: task plan → **load** → functions by operator id.
 *  Invariant: the graph built here is the submitted one, or the task does not start: its ids name its functions. */
import { buildStreamGraph, isJobDefinition, type UserFunctions, userLocationOf } from '@rivulet/api';
import { isStreamError, streamError } from '@rivulet/runtime/base';
import type { TaskPlan } from './task-plan.ts';

/** @throws StreamError JOB_MODULE_FAILED, JOB_MODULE_NO_DEFAULT, JOB_FINGERPRINT_MISMATCH, or what building throws */
export async function loadJob(plan: TaskPlan): Promise<ReadonlyMap<string, UserFunctions>> {
  const { moduleUrl, args, workingDirectory, defaultParallelism, graph, taskName } = plan;
  const definition = await importDefault(moduleUrl, taskName);
  if (!isJobDefinition(definition)) throw streamError('JOB_MODULE_NO_DEFAULT', { file: moduleUrl });
  const built = buildStreamGraph(definition, { args, workingDirectory, defaultParallelism });
  const { fingerprint } = built.jobGraph;
  if (fingerprint !== graph.fingerprint) {
    throw streamError('JOB_FINGERPRINT_MISMATCH', {
      task: taskName,
      actual: fingerprint,
      expected: graph.fingerprint,
    });
  }
  return built.functions;
}

async function importDefault(moduleUrl: string, task: string): Promise<unknown> {
  try {
    const module = (await import(moduleUrl)) as { readonly default?: unknown };
    return module.default;
  } catch (error) {
    if (isStreamError(error)) throw error;
    const location = userLocationOf(error);
    const reason = `${String(error)}${location === undefined ? '' : ` (at ${location})`}`;
    throw streamError('JOB_MODULE_FAILED', { module: moduleUrl, task, reason }, error);
  }
}
