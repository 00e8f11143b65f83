/** Which subtasks share a slot: subtask i of every vertex of a sharing group goes into the group's slot i.
 *  So a slot runs a whole slice of the pipeline, connected subtasks meet in one process, and the job needs as many
 *  slots per group as its widest vertex is wide.
 *  Source: Flink's slot sharing (LocalInputPreferredSlotSharingStrategy). */
import type { JobVertexId } from '@rivulet/runtime/base';
import type { JobGraph } from '@rivulet/runtime/graph';

export type SharedSlotPlan = {
  readonly slotSharingGroup: string;
  readonly members: readonly { readonly vertexId: JobVertexId; readonly subtaskIndex: number }[];
};

export function planSharedSlots(graph: JobGraph): readonly SharedSlotPlan[] {
  const groups = Map.groupBy(graph.vertices, (vertex) => vertex.slotSharingGroup);
  return [...groups].flatMap(([slotSharingGroup, vertices]) => {
    const slotCount = Math.max(...vertices.map((vertex) => vertex.parallelism));
    return Array.from({ length: slotCount }, (_, subtaskIndex) => ({
      slotSharingGroup,
      members: vertices
        .filter((vertex) => vertex.parallelism > subtaskIndex)
        .map((vertex) => ({ vertexId: vertex.id, subtaskIndex })),
    }));
  });
}
