/** The parallel form of a job: every vertex with its subtasks, every subtask with its attempt.
 *  Path: built by the JobMaster from the JobGraph; read by the scheduler (deploy order), the deployment factory
 *  (who produces what) and, as `VertexInfo`s, by people. Holds no decisions. Source: Flink's DefaultExecutionGraph. */
import { assert, type ExecutionAttemptId, type JobVertexId } from '@rivulet/runtime/base';
import type { JobGraph, JobVertex } from '@rivulet/runtime/graph';
import { isTerminalExecutionState } from '@rivulet/runtime/graph';
import type { Clock } from '@rivulet/runtime/io';
import type { VertexInfo } from '@rivulet/runtime/rpc';
import type { Execution, ExecutionListener } from './execution.ts';
import { ExecutionVertex } from './execution-vertex.ts';

export type ParallelVertex = {
  readonly vertex: JobVertex;
  readonly subtasks: readonly ExecutionVertex[];
};

export class ExecutionGraph {
  /** In topological order, as in the job graph. */
  readonly vertices: readonly ParallelVertex[];
  readonly #byVertexId: ReadonlyMap<JobVertexId, ParallelVertex>;
  readonly #byAttemptId: ReadonlyMap<ExecutionAttemptId, Execution>;

  constructor(clock: Pick<Clock, 'wallMs'>, graphId: string, graph: JobGraph, listener: ExecutionListener) {
    this.vertices = graph.vertices.map((vertex) => ({
      vertex,
      subtasks: Array.from(
        { length: vertex.parallelism },
        (_, subtaskIndex) => new ExecutionVertex(clock, graphId, vertex, subtaskIndex, listener),
      ),
    }));
    this.#byVertexId = new Map(this.vertices.map((entry) => [entry.vertex.id, entry]));
    this.#byAttemptId = new Map(this.executions().map((execution) => [execution.place.attemptId, execution]));
  }

  /** All current attempts, producers before consumers. */
  executions(): Execution[] {
    return this.vertices.flatMap(({ subtasks }) => subtasks.map((subtask) => subtask.currentExecution));
  }

  vertex(vertexId: JobVertexId): ParallelVertex {
    const entry = this.#byVertexId.get(vertexId);
    assert(entry !== undefined, `vertex ${vertexId} belongs to the graph`);
    return entry;
  }

  subtask(vertexId: JobVertexId, subtaskIndex: number): ExecutionVertex {
    const subtask = this.vertex(vertexId).subtasks[subtaskIndex];
    assert(subtask !== undefined, `vertex ${vertexId} has a subtask ${subtaskIndex}`);
    return subtask;
  }

  /** Undefined for an attempt of another graph: a late message of an earlier life. */
  execution(attemptId: ExecutionAttemptId): Execution | undefined {
    return this.#byAttemptId.get(attemptId);
  }

  get allFinished(): boolean {
    return this.executions().every((execution) => execution.state === 'FINISHED');
  }

  get allEnded(): boolean {
    return this.executions().every((execution) => isTerminalExecutionState(execution.state));
  }

  vertexInfos(): readonly VertexInfo[] {
    return this.vertices.map(({ vertex, subtasks }) => ({
      vertexId: vertex.id,
      name: vertex.name,
      parallelism: vertex.parallelism,
      maxParallelism: vertex.maxParallelism,
      slotSharingGroup: vertex.slotSharingGroup,
      executions: subtasks.map((subtask) => subtask.currentExecution.info()),
    }));
  }
}
