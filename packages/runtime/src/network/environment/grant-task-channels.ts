/** The segments of all partitions and gates of one task, or none: what was granted goes back when the rest is refused.
 *  Path: `ShuffleEnvironment.openTaskChannels` → **here** → network buffer pool. */
import type { BufferGrant, NetworkBufferPool } from '../buffer/index.ts';
import { partitionDemand } from './buffer-demands.ts';
import type { GateLedger } from './gate-ledger.ts';
import type { TaskChannelsPlan } from './task-channels.ts';

export type TaskGrants = {
  readonly partitionGrants: readonly BufferGrant[];
  /** `undefined` where all channels are local. */
  readonly gateGrants: readonly (BufferGrant | undefined)[];
};

/** @throws StreamError NET_INSUFFICIENT_BUFFERS */
export function grantTaskChannels(
  plan: TaskChannelsPlan,
  pool: NetworkBufferPool,
  ledger: GateLedger,
): TaskGrants {
  const partitionGrants: BufferGrant[] = [];
  const gateGrants: (BufferGrant | undefined)[] = [];
  try {
    for (const { subpartitionCount } of plan.partitions)
      partitionGrants.push(pool.grant(partitionDemand(plan.taskName, subpartitionCount)));
    for (const gate of plan.gates) gateGrants.push(ledger.grant(gate, plan.taskName, plan.flowControl));
  } catch (error) {
    for (const grant of [...partitionGrants, ...gateGrants]) {
      if (grant === undefined) continue;
      pool.sendHome(grant);
      pool.reclaim(grant);
    }
    throw error;
  }
  return { partitionGrants, gateGrants };
}
