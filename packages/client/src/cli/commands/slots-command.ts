/** `rivulet slots`: each slot as the ResourceManager, the JobMaster and the TaskManager believe it to be, the subtasks
 *  in it, and a warning with its reason where the three do not agree. */
import type { ClusterSlot, ClusterSlots } from '@rivulet/jobmanager';
import type { CliContext } from '../cli-context.ts';
import { durationText } from '../terminal/duration-text.ts';
import { shortId } from '../terminal/short-id.ts';
import { type Cell, textTable } from '../terminal/text-table.ts';
import { type Dictionary, fill } from '../texts/dictionary.ts';
import { type LookingFlags, watchCluster } from './watch-cluster.ts';

export type SlotsFlags = LookingFlags;

export async function slotsCommand(this: CliContext, flags: SlotsFlags): Promise<void> {
  await watchCluster(this, flags, async (client) => {
    const report = await client.slots();
    return { document: report, lines: slotLines(this.texts, report, this.io.clock.wallMs()) };
  });
}

export function slotLines(texts: Dictionary, report: ClusterSlots, nowWallMs: number): readonly string[] {
  const { slots, jobs, missing } = report;
  const header = [
    texts.columnTaskManager,
    texts.columnSlot,
    texts.columnResourceManager,
    texts.columnJobMaster,
    texts.columnTaskExecutor,
    texts.columnJob,
    texts.columnSubtasks,
  ];
  return [
    ...(slots.length === 0 ? [texts.noSlots] : textTable(header, slots.flatMap(slotRows))),
    ...slots.flatMap((slot) => warningLine(texts, slot)),
    ...(jobs.length === 0 ? [] : ['', ...jobs.map((job) => jobLine(texts, job, report, nowWallMs))]),
    ...missing.map(({ address, reason }) => fill(texts.processMissing, { address, reason })),
    '',
  ];
}

/** The first subtask stands beside the slot, the others below it. */
function slotRows(slot: ClusterSlot): readonly (readonly Cell[])[] {
  const { taskManagerId, slotIndex, resourceManager, jobMaster, taskExecutor, disagreement } = slot;
  const names = subtaskNames(slot);
  const jobId = resourceManager?.jobId ?? jobMaster?.jobId ?? taskExecutor?.jobId;
  const mark = disagreement === undefined ? '' : ' !';
  return [
    [
      `${shortId(taskManagerId)}${mark}`,
      String(slotIndex),
      resourceManager?.state ?? '?',
      jobMaster?.state ?? '–',
      taskExecutor?.state ?? '?',
      jobId === undefined ? '' : shortId(jobId),
      names[0] ?? '',
    ],
    ...names.slice(1).map((name) => ['', '', '', '', '', '', name]),
  ];
}

function subtaskNames({ subtasks, tasks }: ClusterSlot): readonly string[] {
  return subtasks.length > 0 ? subtasks.map(({ name }) => name) : tasks;
}

function warningLine(texts: Dictionary, slot: ClusterSlot): readonly string[] {
  const { taskManagerId, slotIndex, disagreement } = slot;
  if (disagreement === undefined) return [];
  const reason = {
    requestOnItsWay: texts.slotRequestOnItsWay,
    offerOnItsWay: texts.slotOfferOnItsWay,
    releaseOnItsWay: texts.slotReleaseOnItsWay,
    reportOnItsWay: texts.slotReportOnItsWay,
    taskManagerSilent: texts.slotTaskManagerSilent,
    notRegistered: texts.slotNotRegistered,
    allocationsDiffer: texts.slotAllocationsDiffer,
  }[disagreement];
  return [fill(texts.slotWarning, { slot: `${shortId(taskManagerId)}/${slotIndex}`, reason })];
}

function jobLine(
  texts: Dictionary,
  { jobId, jobName, required, groups, waitingSinceMs }: ClusterSlots['jobs'][number],
  { slots }: ClusterSlots,
  nowWallMs: number,
): string {
  const held = slots.filter(({ jobMaster }) => jobMaster?.jobId === jobId).length;
  const sum = groups.map(({ slotSharingGroup, slotCount }) => `${slotSharingGroup} ${slotCount}`).join(' + ');
  const values = { name: jobName, job: shortId(jobId), required, sum, held, missing: required - held };
  if (waitingSinceMs === undefined) return fill(texts.slotsOfJob, values);
  const since = durationText(Math.max(0, nowWallMs - waitingSinceMs));
  return fill(texts.slotsOfWaitingJob, { ...values, since });
}
