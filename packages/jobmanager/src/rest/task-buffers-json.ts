/** How full the buffer pools of each task are, beside the channels in `/jobs/:id/channels`. Flink's names.
 *  A pool that is used up by outputs holds its task up; one used up by inputs holds up the producers. */
import type { ExecutionGraphInfo, Metrics } from '@rivulet/runtime/rpc';

export type TaskBuffersJson = {
  readonly task: string;
  readonly taskManagerId: string;
  readonly inPoolUsage: number;
  readonly inputExclusiveBuffersUsage: number;
  readonly inputFloatingBuffersUsage: number;
  readonly outPoolUsage: number;
  readonly inputQueueLength: number;
  readonly outputQueueLength: number;
};

/** Tasks that have told nothing yet are left out. */
export function taskBuffersJson({
  vertices,
}: Pick<ExecutionGraphInfo, 'vertices'>): readonly TaskBuffersJson[] {
  return vertices.flatMap(({ name, parallelism, executions }) =>
    executions
      .filter(({ metrics }) => metrics['buffers.outPoolUsage'] !== undefined)
      .map(({ subtaskIndex, taskManagerId = '', metrics }) => ({
        task: `${name} (${subtaskIndex + 1}/${parallelism})`,
        taskManagerId,
        inPoolUsage: figure(metrics, 'inPoolUsage'),
        inputExclusiveBuffersUsage: figure(metrics, 'inputExclusiveBuffersUsage'),
        inputFloatingBuffersUsage: figure(metrics, 'inputFloatingBuffersUsage'),
        outPoolUsage: figure(metrics, 'outPoolUsage'),
        inputQueueLength: figure(metrics, 'inputQueueLength'),
        outputQueueLength: figure(metrics, 'outputQueueLength'),
      })),
  );
}

function figure(metrics: Metrics, name: string): number {
  return Number(metrics[`buffers.${name}`] ?? 0);
}
