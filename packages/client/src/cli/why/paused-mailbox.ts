/** A mailbox that a person paused: whoever needs an answer from behind it waits.
 *  Which mailboxes matter depends on where the job stands: slots are brokered by the ResourceManager, given by
 *  TaskExecutors, taken by the JobMaster; a running job needs its JobMaster and the TaskExecutors of its slots. */
import type { Reason } from './reason.ts';
import type { PausedActor, WhyFacts } from './why-facts.ts';

export function pausedMailboxOf(facts: WhyFacts): PausedActor | undefined {
  const pool = facts.slots.jobs.find(({ jobId }) => jobId === facts.jobId);
  const waits = pool?.waitingSinceMs !== undefined;
  const isJobMaster = ({ path }: PausedActor): boolean => pool?.address.endsWith(path) ?? false;
  const isTaskExecutor = ({ path, process }: PausedActor): boolean =>
    path.includes('/taskmanager_') &&
    // In an embedded cluster all share a process: then any may be the one.
    (process === 'jobmanager' || facts.taskManagers.some((id) => id === process) || waits);
  const order: readonly ((actor: PausedActor) => boolean)[] = [
    isJobMaster,
    ...(waits ? [({ path }: PausedActor): boolean => path.includes('/resourcemanager_')] : []),
    isTaskExecutor,
    ({ path }) => path.includes('/dispatcher_'),
  ];
  for (const matters of order) {
    const found = facts.paused.find(matters);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function mailboxPaused({ path, process, waiting, oldestAgeMs }: PausedActor, nowMs: number): Reason {
  const values = { path, process, waiting };
  return { code: 'mailboxPaused', values, ...(waiting > 0 ? { sinceMs: nowMs - oldestAgeMs } : {}) };
}

export function mailboxCommands({ path }: PausedActor): readonly string[] {
  return [`rivulet mailbox resume ${path}`, `rivulet mailbox ${path}`];
}
