/** `rivulet info`: the job graph as JSON, and with `--slots` what the job will take of a cluster: slots, threads,
 *  channels, buffers. Nothing is submitted and no cluster is needed. For people the same follows in words, on the
 *  standard error, so that the standard output is one document either way. */
import { type JobResources, jobResourcesOf } from '../../job/job-resources.ts';
import type { CliContext } from '../cli-context.ts';
import { type ConfigurationFlags, readConfiguration } from '../process-configuration.ts';
import { type Cell, textTable } from '../terminal/text-table.ts';
import { type Dictionary, fill } from '../texts/dictionary.ts';
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
  const slots = jobResourcesOf(graph, configuration.get('taskmanager.network.memory.buffers-per-channel'));
  const document = flags.slots ? { ...graph, slots } : graph;
  if (flags.json) {
    this.terminal.json(document);
    return;
  }
  this.terminal.out(JSON.stringify(document, null, 2));
  if (!flags.slots) return;
  const segmentBytes = configuration.get('taskmanager.memory.segment-size');
  for (const line of resourceLines(this.texts, slots, segmentBytes)) this.terminal.err(line);
}

export function resourceLines(
  texts: Dictionary,
  { required, groups, tasks, threads, edges, channels, buffers }: JobResources,
  segmentBytes: number,
): readonly string[] {
  const sum = groups.map(({ slotSharingGroup, slotCount }) => `${slotSharingGroup} ${slotCount}`).join(' + ');
  const { perTask, perSlot, everyTaskManager } = threads;
  const megabytes = (count: number): string => ((count * segmentBytes) / 2 ** 20).toFixed(1);
  const header = [
    texts.columnEdge,
    texts.columnPartitioning,
    texts.columnChannels,
    texts.columnRemoteAtMost,
    texts.columnExclusive,
    texts.columnFloating,
    texts.columnOutput,
  ];
  const rows = edges.map((edge, index): readonly Cell[] => [
    index + 1,
    edge.partitioning,
    edge.channels,
    edge.remoteChannelsAtMost,
    edge.exclusiveBuffersAtMost,
    edge.floatingBuffersAtMost,
    edge.outputBuffers.wanted,
  ]);
  return [
    '',
    fill(texts.infoSlots, { required, sum }),
    ...groups.map(({ slotSharingGroup, vertices }) => {
      const who = vertices.map(({ name, parallelism }) => `${name} × ${parallelism}`).join(', ');
      return `  ${slotSharingGroup}: ${who}`;
    }),
    fill(texts.infoThreads, { tasks, perTask, perSlot, everyTaskManager }),
    ...edges.map(({ from, to }, index) => `  ${index + 1}  ${from} → ${to}`),
    ...(edges.length === 0 ? [] : textTable(header, rows).map((line) => `  ${line}`)),
    fill(texts.infoChannels, { total: channels.total, remote: channels.remoteAtMost }),
    fill(texts.infoBuffers, {
      least: buffers.requiredAtLeast,
      most: buffers.requiredAtMost,
      wanted: buffers.wantedAtMost,
      megabytes: megabytes(buffers.wantedAtMost),
    }),
  ];
}
