/** One subtask of one vertex, over all its attempts; the current one is what the scheduler works with.
 *  Attempts after the first come with the restart strategies. Source: Flink's ExecutionVertex. */
import { executionAttemptId } from '@rivulet/runtime/base';
import type { JobVertex } from '@rivulet/runtime/graph';
import type { Clock } from '@rivulet/runtime/io';
import { Execution, type ExecutionListener } from './execution.ts';

export class ExecutionVertex {
  readonly vertex: JobVertex;
  readonly subtaskIndex: number;
  readonly currentExecution: Execution;

  constructor(
    clock: Pick<Clock, 'wallMs'>,
    graphId: string,
    vertex: JobVertex,
    subtaskIndex: number,
    listener: ExecutionListener,
  ) {
    this.vertex = vertex;
    this.subtaskIndex = subtaskIndex;
    const attemptNumber = 0;
    const place = {
      attemptId: executionAttemptId(graphId, vertex.id, subtaskIndex, attemptNumber),
      attemptNumber,
      vertexId: vertex.id,
      subtaskIndex,
      taskName: `${vertex.name} (${subtaskIndex + 1}/${vertex.parallelism})#${attemptNumber}`,
    };
    this.currentExecution = new Execution(clock, place, listener);
  }
}
