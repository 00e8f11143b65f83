/** `rivulet why <job>`: what the job waits for, and what that waits for, down to the root; and what helps. */
import type { JobId } from '@rivulet/runtime/base';
import type { ClusterClient } from '../../cluster-client.ts';
import type { CliContext } from '../cli-context.ts';
import { gatherWhyFacts, renderWaitChain, waitChainOf } from '../why/index.ts';
import { fullJobId } from './full-job-id.ts';
import { type LookingFlags, watchCluster } from './watch-cluster.ts';

export type WhyFlags = LookingFlags;

export async function whyCommand(this: CliContext, flags: WhyFlags, typed: string): Promise<void> {
  const { io, language, terminal } = this;
  await watchCluster(this, flags, async (client) => {
    const chain = waitChainOf(await gatherWhyFacts(client, io, await jobIdOf(client, typed)));
    const lines = renderWaitChain(language, chain, io.clock.wallMs(), terminal.columns - 1);
    return { document: chain, lines };
  });
}

/** Running jobs are known without the Dispatcher: its mailbox may be the one that is paused. */
async function jobIdOf(client: ClusterClient, typed: string): Promise<JobId> {
  const { jobs } = await client.slots();
  const running = jobs.filter(({ jobId }) => jobId.startsWith(typed));
  const [only] = running;
  return only !== undefined && running.length === 1 ? only.jobId : fullJobId(client, typed);
}
