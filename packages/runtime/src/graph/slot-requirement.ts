/** How many slots a job needs, and for whom: per sharing group the largest parallelism in it, added up.
 *  Used before submission (`rivulet info --slots`), by the scheduler and by the error that says there are too few.
 *  Source: Flink's slot sharing. */
import type { JobGraph } from './job-graph.ts';

export type SlotGroupRequirement = {
  readonly slotSharingGroup: string;
  readonly slotCount: number;
  /** The vertices of the group with their parallelism, largest first. */
  readonly vertices: readonly { readonly name: string; readonly parallelism: number }[];
};

export function slotRequirementsOf(graph: JobGraph): readonly SlotGroupRequirement[] {
  const groups = new Map<string, { name: string; parallelism: number }[]>();
  for (const { name, parallelism, slotSharingGroup } of graph.vertices) {
    const members = groups.get(slotSharingGroup) ?? [];
    members.push({ name, parallelism });
    groups.set(slotSharingGroup, members);
  }
  return [...groups].map(([slotSharingGroup, members]) => {
    const vertices = members.toSorted((a, b) => b.parallelism - a.parallelism);
    return { slotSharingGroup, slotCount: vertices[0]?.parallelism ?? 0, vertices };
  });
}

export function slotCountOf(graph: JobGraph): number {
  return slotRequirementsOf(graph).reduce((sum, group) => sum + group.slotCount, 0);
}
