/** What is a slot? Answered with the slots of this cluster and of a job that holds some.
 *  Source of Flink's side: slots isolate managed memory and count; sharing groups decide how many a job needs. */
import type { Language } from '@rivulet/runtime/base';
import { shortId } from '../terminal/short-id.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { type ExplainedFact, type Explanation, factOf, type Say, sayIn, type Values } from './explanation.ts';
import { SLOTS_TEXTS, type SlotsText } from './texts/slots-texts.ts';
import { threadCountsOf } from './threads-question.ts';

export function slotsQuestion(facts: ClusterFacts, language: Language): Explanation {
  const say = sayIn(SLOTS_TEXTS, language);
  const counts = slotCountsOf(facts);
  const values: Values = { ...counts };
  const waits = counts.held < counts.required;
  return {
    question: 'slots',
    title: say('title'),
    answer: [
      say('place', values),
      ...(counts.jobName === '' ? [say('noJob')] : [say('demand', values), say('sharing', values)]),
      ...(waits ? [say('waiting', { ...values, missing: counts.required - counts.held })] : []),
      ...(counts.example === '' ? [] : [say('example', values)]),
      say('views', values),
    ],
    facts: factsOf(say, counts),
    trials: [
      { command: `rivulet info <job.ts> --slots -p ${counts.widest + 1}`, changes: say('tryParallelism') },
      { command: ".slotSharingGroup('own')", changes: say('tryGroup') },
      { command: 'rivulet slots --watch', changes: say('tryWatch') },
    ],
    flink: [say('flinkSame'), say('flinkIsolation'), say('flinkProtocol')],
  };
}

export type SlotCounts = {
  readonly total: number;
  readonly taskManagers: number;
  readonly free: number;
  readonly taken: number;
  readonly agreeing: number;
  readonly disagreeing: number;
  readonly jobName: string;
  readonly required: number;
  readonly held: number;
  /** `default 2 + own 1`. */
  readonly sum: string;
  readonly groups: number;
  readonly widest: number;
  readonly subtasks: number;
  readonly taskThreads: number;
  /** One slot with its subtasks. */
  readonly example: string;
  readonly exampleSlot: string;
  readonly exampleCount: number;
};

export function slotCountsOf(facts: ClusterFacts): SlotCounts {
  const { slots, job } = facts;
  const jobId = job?.details.jid;
  const demand = slots.jobs.find((each) => each.jobId === jobId);
  const held = slots.slots.filter(({ jobMaster }) => jobId !== undefined && jobMaster?.jobId === jobId);
  const disagreeing = slots.slots.filter(({ disagreement }) => disagreement !== undefined).length;
  const free = slots.slots.filter(({ resourceManager }) => resourceManager?.state === 'FREE').length;
  const example = held.find(({ subtasks }) => subtasks.length > 1) ?? held[0];
  const { subtasks, task } = threadCountsOf(facts);
  return {
    total: slots.slots.length,
    taskManagers: new Set(slots.slots.map(({ taskManagerId }) => taskManagerId)).size,
    free,
    taken: slots.slots.length - free,
    agreeing: slots.slots.length - disagreeing,
    disagreeing,
    jobName: job?.details.name ?? '',
    required: demand?.required ?? 0,
    held: held.length,
    sum: (demand?.groups ?? [])
      .map(({ slotSharingGroup, slotCount }) => `${slotSharingGroup} ${slotCount}`)
      .join(' + '),
    groups: demand?.groups.length ?? 0,
    widest: Math.max(0, ...(job?.details.vertices ?? []).map(({ parallelism }) => parallelism)),
    subtasks,
    taskThreads: task,
    example: (example?.subtasks ?? []).map(({ name }) => name).join(', '),
    exampleSlot: example === undefined ? '' : `${shortId(example.taskManagerId)}/${example.slotIndex}`,
    exampleCount: example?.subtasks.length ?? 0,
  };
}

function factsOf(say: Say<SlotsText>, counts: SlotCounts): readonly ExplainedFact[] {
  const fact = factOf(say, counts);
  return [
    fact('total', 'factTotal', 'taskmanager.numberOfTaskSlots × TaskManagers', MANAGER),
    fact('free', 'factFree', 'SlotState.FREE at the SlotManager', MANAGER),
    fact('taken', 'factTaken', 'SlotState.ALLOCATED, PENDING', MANAGER),
    fact('required', 'factRequired', 'ResourceRequirements (declareRequiredResources)', REQUIREMENT),
    fact('sum', 'factSum', 'SlotSharingGroup, sum of the widest', SHARING),
    fact('held', 'factHeld', 'DeclarativeSlotPool, AllocatedSlot', POOL),
    fact('subtasks', 'factSubtasks', 'ExecutionVertex in a SharedSlot', SHARING),
    fact('taskThreads', 'factThreads', 'Flink Task Threads', THREADS),
    fact('agreeing', 'factAgreeing', 'SlotReport, AllocatedSlotReport', VIEWS),
    fact('disagreeing', 'factDisagreeing', 'SlotStatusSyncer', VIEWS),
  ];
}

const MANAGER = 'packages/jobmanager/src/resource-manager/slot-manager.ts';
const REQUIREMENT = 'packages/runtime/src/graph/slot-requirement.ts';
const SHARING = 'packages/jobmanager/src/scheduler/slot-sharing.ts';
const POOL = 'packages/jobmanager/src/slots/slot-pool.ts';
const THREADS = 'packages/taskmanager/src/deployment/task-threads.ts';
const VIEWS = 'packages/jobmanager/src/rest/cluster-slots.ts';
