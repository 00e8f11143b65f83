/** Where the barriers of a checkpoint begin: at running tasks that no running task feeds. Those are the sources, and
 *  behind a source that has finished the tasks it fed. Source: Flink's DefaultCheckpointPlanCalculator. */
import { isPointwise, type JobGraph } from '@rivulet/runtime/graph';
import type { Execution, ExecutionGraph, ParallelVertex } from '../execution-graph/index.ts';

export function barrierOrigins(graph: ExecutionGraph, { dataSets }: Pick<JobGraph, 'dataSets'>): Execution[] {
  const producersOf = ({ vertex }: ParallelVertex, subtaskIndex: number): Execution[] =>
    dataSets
      .filter(({ id }) => vertex.inputs.includes(id))
      .flatMap(({ producerVertexId, partitioning }) => {
        const { subtasks } = graph.vertex(producerVertexId);
        return isPointwise(partitioning) ? subtasks.slice(subtaskIndex, subtaskIndex + 1) : subtasks;
      })
      .map(({ currentExecution }) => currentExecution);
  return graph.vertices.flatMap((entry) =>
    entry.subtasks
      .filter((_, subtaskIndex) => !producersOf(entry, subtaskIndex).some(isRunning))
      .map(({ currentExecution }) => currentExecution)
      .filter(isRunning),
  );
}

function isRunning({ state }: Execution): boolean {
  return state === 'RUNNING';
}
