/** Finds the root of a wait: one question after the other, the nearest to the root first.
 *  Path: why-facts → **here** → words or JSON. A job that has ended is told by its cause; a paused mailbox and a lost
 *  TaskManager explain everything above them; then slots; then the data plane. */
import { shortId } from '../terminal/short-id.ts';
import type { Reason, Verdict, WaitChain } from './reason.ts';
import { mailboxCommands, mailboxPaused, pausedMailboxOf } from './paused-mailbox.ts';
import { slotWaitOf } from './slot-wait.ts';
import { dataPlaneChainOf } from './data-plane-chain.ts';
import type { WhyFacts } from './why-facts.ts';

export function waitChainOf(facts: WhyFacts): WaitChain {
  const { jobId, slots, details } = facts;
  const job = slots.jobs.find((each) => each.jobId === jobId);
  const about = {
    jobId,
    name: job?.jobName ?? details?.name ?? '',
    status: details?.state ?? job?.status ?? 'UNKNOWN',
  };
  const answer = (verdict: Verdict, chain: readonly Reason[], commands: readonly string[]): WaitChain => ({
    ...about,
    verdict,
    chain,
    commands,
  });

  const ended = endedReason(facts);
  if (ended !== undefined) return answer('ended', ended.chain, ended.commands);
  const waiting = slotWaitOf(facts);
  const seen: readonly Reason[] = waiting?.chain.slice(0, 1) ?? [
    { code: 'jobRuns', values: { status: about.status } },
  ];
  const paused = pausedMailboxOf(facts);
  if (paused !== undefined) {
    return answer('pending', [...seen, mailboxPaused(paused, facts.nowMs)], mailboxCommands(paused));
  }
  const silent = silentTaskManagerOf(facts);
  if (silent !== undefined) {
    return answer('pending', [...seen, silent], ['rivulet cluster status', 'rivulet slots --watch']);
  }
  if (waiting !== undefined) return answer(waiting.verdict, waiting.chain, waiting.commands);
  return answer(
    'running',
    [...seen, ...dataPlaneChainOf(facts)],
    [`rivulet channels --job ${jobId}`, 'rivulet threads --watch'],
  );
}

function endedReason({
  details,
  failure,
  gone,
  jobId,
}: WhyFacts): { readonly chain: readonly Reason[]; readonly commands: readonly string[] } | undefined {
  switch (details?.state) {
    case 'FAILED': {
      const { code = 'UNKNOWN', message = '' } = failure ?? {};
      const cause: Reason = { code: 'failed', values: { code, message } };
      const [lost] = OF_LOST_PROCESSES.test(code) ? gone : [];
      const root: readonly Reason[] =
        lost === undefined
          ? []
          : [
              {
                code: 'taskManagerGone',
                values: { taskManager: shortId(lost.taskManagerId), tasks: lost.tasks },
              },
            ];
      const commands =
        lost !== undefined || code === 'SLOT_INSUFFICIENT'
          ? ['rivulet taskmanager --slots 1', 'rivulet slots']
          : [`rivulet list -a`, `rivulet trace --job ${shortId(jobId)}`];
      return { chain: [{ code: 'jobEnded', values: { status: 'FAILED' } }, cause, ...root], commands };
    }
    case 'CANCELED':
      return { chain: [{ code: 'canceled', values: {} }], commands: [] };
    case 'FINISHED':
      return { chain: [{ code: 'finished', values: {} }], commands: [] };
    default:
      return undefined;
  }
}

/** What is noticed first when a process dies: the connection of its peers, or its heartbeats. */
const OF_LOST_PROCESSES = /^(TASK_MANAGER_LOST|NET_|SLOT_LOST|RECIPIENT_UNREACHABLE|REMOTE_)/;

/** A TaskManager that holds slots of the job and shows nothing of itself: its process is gone, or stuck. */
function silentTaskManagerOf({ slots, jobId, heartbeatTimeoutMs }: WhyFacts): Reason | undefined {
  const silent = slots.slots.find(
    ({ jobMaster, resourceManager, disagreement }) =>
      disagreement === 'taskManagerSilent' && (jobMaster?.jobId ?? resourceManager?.jobId) === jobId,
  );
  if (silent === undefined) return undefined;
  const values = { taskManager: shortId(silent.taskManagerId), limit: heartbeatTimeoutMs };
  return { code: 'taskManagerSilent', values };
}
