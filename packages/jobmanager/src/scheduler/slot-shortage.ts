/** The error of a job that waits for slots the cluster does not have: the sum, who asked, what there is, what to do.
 *  Raised by the JobMaster when the ResourceManager says there are not enough, or when the waiting time is over. */
import { streamError, type StreamError } from '@rivulet/runtime/base';
import { type JobGraph, slotCountOf, slotRequirementsOf } from '@rivulet/runtime/graph';

export function slotShortageOf(graph: JobGraph, total: number, acquired: number): StreamError {
  const groups = slotRequirementsOf(graph);
  const demand = groups
    .map(({ slotSharingGroup, slotCount, vertices }) => {
      const who = vertices.map(({ name, parallelism }) => `${name} × ${parallelism}`).join(', ');
      return `${slotCount} for sharing group '${slotSharingGroup}': ${who}`;
    })
    .join('; ');
  // With the slots shared evenly among the groups, this width fits.
  const parallelism = Math.max(1, Math.floor(total / groups.length));
  return streamError('SLOT_INSUFFICIENT', {
    required: slotCountOf(graph),
    demand,
    total,
    acquired,
    parallelism,
  });
}
