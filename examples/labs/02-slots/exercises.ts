/** Lab 02: what is a slot, and how many does a job need? */
import { type Exercise, type LabWork, predicted, resourcesOf, whileRunning } from '../exercise.ts';

const TWO_WIDE = 2;
const THREE_WIDE = 3;
const WANTED = 4;

export const exercises: readonly Exercise[] = [
  {
    title: '1: how many slots does the job of this lab need at parallelism 2?',
    check: async (work) =>
      predicted(work, 'slots', (await resourcesOf({ ...work, job: ORIGINAL }, TWO_WIDE)).required),
  },
  {
    title:
      '2: change job.ts so that `counts` has slots of its own: four at parallelism 2, and it runs in them',
    check: async (work) => {
      const { required, groups } = await resourcesOf(work, TWO_WIDE);
      const names = groups.map(({ slotSharingGroup }) => slotSharingGroup).join(', ');
      if (required !== WANTED) return `job.ts: it needs ${required} slots, in the groups ${names}`;
      const alone = groups.some(
        ({ vertices }) => vertices.length === 1 && vertices[0]?.name.startsWith('counts') === true,
      );
      if (!alone) return `job.ts: counts shares a group (${names})`;
      const held = await slotsHeld(work);
      return held === WANTED ? undefined : `it runs in ${held} slots`;
    },
  },
  {
    title: '3: how many does it then need at parallelism 3?',
    check: async (work) => {
      const { required, groups } = await resourcesOf(work, THREE_WIDE);
      if (groups.length === 1) return 'job.ts: solve exercise 2 first';
      return predicted(work, 'slotsInGroups', required);
    },
  },
];

/** The prediction is about the job as it was, whatever the reader makes of it. */
const ORIGINAL = new URL('../explained/job.ts', import.meta.url);

function slotsHeld(work: LabWork): Promise<number> {
  return whileRunning(work, TWO_WIDE, { taskManagers: 2, slotsPerTaskManager: 2 }, async ({ client }) => {
    const { slots } = await client.slots();
    return slots.filter(({ jobMaster, tasks }) => jobMaster !== undefined && tasks.length > 0).length;
  });
}
