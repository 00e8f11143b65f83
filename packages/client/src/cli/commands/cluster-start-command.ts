/** `rivulet cluster start`: processes of their own, as in production; Ctrl-C ends them unless `--detach`. */
import type { CliContext } from '../cli-context.ts';
import { LocalCluster } from '../process/local-cluster.ts';
import { type ConfigurationFlags, readConfiguration } from '../process-configuration.ts';
import { fill } from '../texts/dictionary.ts';

export type ClusterStartFlags = ConfigurationFlags & {
  readonly taskmanagers?: number;
  readonly slots?: number;
  readonly restPort?: number;
  readonly detach: boolean;
  readonly json: boolean;
};

const DEFAULT_TASK_MANAGERS = 2;
const DEFAULT_SLOTS = 2;

export async function clusterStartCommand(this: CliContext, flags: ClusterStartFlags): Promise<void> {
  const { io, environment, terminal, texts, interrupts } = this;
  const configuration = await readConfiguration(this, flags);
  const configured = configuration.originOf('taskmanager.numberOfTaskSlots') !== 'default';
  const defaultSlots = configured ? configuration.get('taskmanager.numberOfTaskSlots') : DEFAULT_SLOTS;
  const { taskmanagers: taskManagers = DEFAULT_TASK_MANAGERS, slots = defaultSlots } = flags;
  const cluster = new LocalCluster(io, environment);
  terminal.err(fill(texts.clusterStarting, { taskManagers, slots }), 'dim');
  const restPort = flags.restPort ?? configuration.get('rest.port');
  const state = await cluster.start({ taskManagers, slots, restPort, settings: configuration.toFlags() });
  const { folder } = cluster.file;
  if (flags.json) terminal.json({ ...state, folder });
  else terminal.out(fill(texts.clusterReady, { address: state.restAddress, slots: state.slots, folder }));
  if (flags.detach) return;
  terminal.err(texts.clusterForeground);
  await interrupts.once();
  const count = await cluster.stop();
  terminal.err(fill(texts.clusterStopped, { count }));
}
