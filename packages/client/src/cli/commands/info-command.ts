/** `rivulet info`: the job graph as JSON. Nothing is submitted and no cluster is needed. */
import { slotCountOf, slotRequirementsOf } from '@rivulet/runtime/graph';
import type { CliContext } from '../cli-context.ts';
import { type ConfigurationFlags, readConfiguration } from '../process-configuration.ts';
import { buildTypedJob } from './typed-job.ts';

export type InfoFlags = ConfigurationFlags & {
  readonly parallelism?: number;
  readonly slots: boolean;
  readonly json: boolean;
};

export async function infoCommand(this: CliContext, flags: InfoFlags, path: string): Promise<void> {
  const configuration = await readConfiguration(this, flags);
  const parallelism = flags.parallelism ?? configuration.get('parallelism.default');
  const { graph } = await buildTypedJob(this, path, parallelism);
  const slots = { required: slotCountOf(graph), groups: slotRequirementsOf(graph) };
  const document = flags.slots ? { ...graph, slots } : graph;
  // JSON either way; indented for people.
  if (flags.json) this.terminal.json(document);
  else this.terminal.out(JSON.stringify(document, null, 2));
}
