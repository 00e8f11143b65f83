/** Whether a cluster can ever run the job: known before anything is submitted, so said at once.
 *  The JobManager says the same when slots are lost later or other jobs hold them. */
import { streamError } from '@rivulet/runtime/base';
import { type JobGraph, slotCountOf, slotRequirementsOf } from '@rivulet/runtime/graph';

/** @throws SLOT_INSUFFICIENT with the sum and who asks for how many */
export function requireSlots(graph: JobGraph, total: number): void {
  const required = slotCountOf(graph);
  if (required <= total) return;
  const groups = slotRequirementsOf(graph);
  const demand = groups
    .map(({ slotSharingGroup, slotCount, vertices }) => {
      const who = vertices.map(({ name, parallelism }) => `${name} × ${parallelism}`).join(', ');
      return `${slotCount} for sharing group '${slotSharingGroup}': ${who}`;
    })
    .join('; ');
  // With the slots shared evenly among the groups, this width fits.
  const parallelism = Math.max(1, Math.floor(total / groups.length));
  throw streamError('SLOT_INSUFFICIENT', { required, demand, total, acquired: 0, parallelism });
}
