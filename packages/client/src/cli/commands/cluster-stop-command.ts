/** `rivulet cluster stop`: ends the processes the state file names. */
import type { CliContext } from '../cli-context.ts';
import { LocalCluster } from '../process/local-cluster.ts';
import { fill } from '../texts/dictionary.ts';
import type { ClusterStatusFlags } from './cluster-status-command.ts';

export async function clusterStopCommand(this: CliContext, flags: ClusterStatusFlags): Promise<void> {
  const count = await new LocalCluster(this.io, this.environment).stop();
  if (flags.json) this.terminal.json({ stopped: count });
  else this.terminal.out(fill(this.texts.clusterStopped, { count }));
}
