/** A job without all its slots: how many are missing, who offers what, who holds the others.
 *  Infeasible: it needs more than the registered TaskManagers have together, so waiting for other jobs cannot help.
 *  Pending: the cluster is large enough, and others hold slots, or messages are on their way.
 *  Source of the distinction: Ray's infeasible and pending demands. */
import type { ClusterSlots } from '@rivulet/jobmanager';
import { shortId } from '../terminal/short-id.ts';
import type { Reason, ReasonDetail, Verdict } from './reason.ts';
import type { WhyFacts } from './why-facts.ts';

export type SlotWait = {
  readonly chain: readonly Reason[];
  readonly verdict: Verdict;
  readonly commands: readonly string[];
};

export function slotWaitOf({ jobId, slots }: WhyFacts): SlotWait | undefined {
  const job = slots.jobs.find((each) => each.jobId === jobId);
  if (job?.waitingSinceMs === undefined) return undefined;
  const { required, waitingSinceMs: sinceMs } = job;
  const known = slots.slots.filter(({ resourceManager }) => resourceManager !== undefined);
  const total = known.length;
  const held = slots.slots.filter(({ jobMaster }) => jobMaster?.jobId === jobId).length;
  const free = known.filter(({ resourceManager }) => resourceManager?.state === 'FREE').length;
  const values = { required, held, missing: required - held, total, free };
  const seen: Reason = {
    code: 'jobWaitsForSlots',
    values: { ...values, limit: job.slotRequestTimeoutMs },
    sinceMs,
    details: [
      ...job.groups.map(({ slotSharingGroup, slotCount }): ReasonDetail => ({
        code: 'shortGroup',
        values: { group: slotSharingGroup, count: slotCount },
      })),
      ...offersOf(slots),
    ],
  };
  const holders = holdersOf(slots, jobId);
  const more = `rivulet taskmanager --slots ${Math.max(1, required - held - free)}`;
  const narrower = `rivulet run <job.ts> -p ${Math.max(1, Math.floor(total / Math.max(1, job.groups.length)))}`;
  if (total === 0) {
    const root: Reason = { code: 'noTaskManager', values };
    return { chain: [seen, root], verdict: 'infeasible', commands: [more, 'rivulet cluster status'] };
  }
  if (required > total) {
    const root: Reason = { code: 'slotsInfeasible', values, details: holders };
    return { chain: [seen, root], verdict: 'infeasible', commands: [more, narrower] };
  }
  if (free < required - held) {
    const root: Reason = { code: 'slotsTaken', values, details: holders };
    const [holder] = holders;
    const cancel = `rivulet cancel ${String(holder?.values['job'] ?? '<job>')}`;
    return { chain: [seen, root], verdict: 'pending', commands: [more, cancel] };
  }
  const root: Reason = { code: 'slotsOnTheirWay', values };
  return { chain: [seen, root], verdict: 'pending', commands: ['rivulet slots --watch', 'rivulet trace'] };
}

/** What each TaskManager has. */
function offersOf({ slots }: ClusterSlots): readonly ReasonDetail[] {
  const groups = Map.groupBy(slots, ({ taskManagerId }) => taskManagerId);
  return [...groups].map(([taskManagerId, all]) => ({
    code: 'offer' as const,
    values: {
      taskManager: shortId(taskManagerId),
      total: all.length,
      free: all.filter(({ resourceManager }) => resourceManager?.state === 'FREE').length,
    },
  }));
}

/** The other jobs with the slots they have, the largest first. */
function holdersOf({ slots, jobs }: ClusterSlots, jobId: string): readonly ReasonDetail[] {
  const taken = slots.flatMap(({ resourceManager }) => resourceManager?.jobId ?? []);
  const groups = Map.groupBy(
    taken.filter((id) => id !== jobId),
    (id) => id,
  );
  return [...groups]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([id, all]) => ({
      code: 'holder' as const,
      values: {
        job: shortId(id),
        name: jobs.find((job) => job.jobId === id)?.jobName ?? '',
        count: all.length,
      },
    }));
}
