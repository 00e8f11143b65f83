/** Why something waits, as data: a chain from what a person sees down to the root, each link because of the next.
 *  Path: why-facts → one file for each kind of wait → **chain** → words, or JSON as it is.
 *  Invariant: the last link is the root: the cluster knows of nothing behind it. */

export type ReasonCode =
  // What is seen.
  | 'jobWaitsForSlots'
  | 'jobRuns'
  | 'jobEnded'
  | 'taskWaitsForInput'
  | 'taskWaitsForBarrier'
  | 'taskWaitsForOutput'
  | 'tasksUnseen'
  // Roots.
  | 'slotsInfeasible'
  | 'slotsTaken'
  | 'slotsOnTheirWay'
  | 'noTaskManager'
  | 'mailboxPaused'
  | 'taskManagerSilent'
  | 'taskManagerGone'
  | 'taskSlow'
  | 'sourceIdle'
  | 'taskStarting'
  | 'nothingWaits'
  | 'failed'
  | 'canceled'
  | 'finished';

export type Reason = {
  readonly code: ReasonCode;
  /** Filled into the words. */
  readonly values: Readonly<Record<string, number | string>>;
  /** Epoch milliseconds, where it is known. */
  readonly sinceMs?: number;
  readonly details?: readonly ReasonDetail[];
};

/** A line below a reason: who offers what. */
export type ReasonDetail = {
  readonly code: 'offer' | 'holder' | 'channel' | 'shortGroup';
  readonly values: Readonly<Record<string, number | string>>;
};

/** `infeasible` cannot be met by what there is, however long it waits; `pending` may be. */
export type Verdict = 'infeasible' | 'pending' | 'running' | 'ended';

export type WaitChain = {
  readonly jobId: string;
  readonly name: string;
  readonly status: string;
  readonly verdict: Verdict;
  readonly chain: readonly Reason[];
  /** What helps. */
  readonly commands: readonly string[];
};

export function rootOf({ chain }: WaitChain): ReasonCode | undefined {
  return chain.at(-1)?.code;
}
