/** What is kept of jobs after their end, for people: the last `limit` of them, the oldest forgotten first.
 *  Source: Flink's MemoryExecutionGraphInfoStore. */
import { assert, type JobId } from '@rivulet/runtime/base';
import type { ExecutionGraphInfo } from '@rivulet/runtime/rpc';

export class FinishedJobs {
  readonly #limit: number;
  /** In the order in which they ended. */
  readonly #jobs = new Map<JobId, ExecutionGraphInfo>();

  constructor(limit: number) {
    assert(limit > 0, 'at least the last job is kept');
    this.#limit = limit;
  }

  put(info: ExecutionGraphInfo): void {
    this.#jobs.set(info.jobId, info);
    const [oldest] = this.#jobs.keys();
    if (this.#jobs.size > this.#limit && oldest !== undefined) this.#jobs.delete(oldest);
  }

  get(jobId: JobId): ExecutionGraphInfo | undefined {
    return this.#jobs.get(jobId);
  }

  all(): readonly ExecutionGraphInfo[] {
    return [...this.#jobs.values()];
  }
}
