/** `rivulet channels`: every channel of the running jobs with both its ends; where does data wait, and for what? */
import { asId, type JobId } from '@rivulet/runtime/base';
import { isTerminalJobStatus } from '@rivulet/runtime/graph';
import type { ClusterClient } from '../../cluster-client.ts';
import type { ClusterChannel, ClusterTaskBuffers } from '../../rest/index.ts';
import type { CliContext } from '../cli-context.ts';
import { type Cell, textTable } from '../terminal/text-table.ts';
import type { Dictionary } from '../texts/dictionary.ts';
import { type LookingFlags, watchCluster } from './watch-cluster.ts';

export type ChannelsFlags = LookingFlags & { readonly job?: string };

type ChannelsOfJob = {
  readonly jobId: JobId;
  readonly name: string;
  readonly channels: readonly ClusterChannel[];
  readonly tasks: readonly ClusterTaskBuffers[];
};

export async function channelsCommand(this: CliContext, flags: ChannelsFlags): Promise<void> {
  await watchCluster(this, flags, async (client) => {
    const jobs = await channelsOf(client, flags.job);
    const lines = jobs.flatMap((job) => jobLines(this.texts, job));
    return { document: { jobs }, lines: lines.length === 0 ? [this.texts.noChannels] : lines };
  });
}

/** @param wanted also a job that has ended; its last figures are kept a while
 *  @throws StreamError JOB_NOT_FOUND */
async function channelsOf(client: ClusterClient, wanted?: string): Promise<readonly ChannelsOfJob[]> {
  const known = await client.listJobs();
  const running = known.filter(({ state }) => !isTerminalJobStatus(state));
  const ids = wanted === undefined ? running.map(({ jid }) => jid) : [wanted];
  return Promise.all(
    ids.map(async (id) => {
      const jobId = asId<JobId>(id);
      const name = known.find(({ jid }) => jid === id)?.name ?? '';
      const [channels, tasks] = await Promise.all([client.channels(jobId), client.taskBuffers(jobId)]);
      return { jobId, name, channels, tasks };
    }),
  );
}

function jobLines(texts: Dictionary, { jobId, name, channels, tasks }: ChannelsOfJob): readonly string[] {
  const header = [
    texts.columnChannel,
    texts.columnKind,
    texts.columnCredit,
    texts.columnBacklog,
    texts.columnWaits,
    texts.columnInFlight,
    texts.columnStaged,
    texts.columnExclusive,
    texts.columnFloating,
    texts.columnUnannounced,
    texts.columnQueued,
    texts.columnBytes,
  ];
  const kinds = { local: texts.kindLocal, remote: texts.kindRemote };
  const rows = channels.map((channel) => channelRow(channel, kinds[channel.kind]));
  return [`${name}  ${jobId}`, ...textTable(header, rows), '', ...taskLines(texts, tasks)];
}

function taskLines(texts: Dictionary, tasks: readonly ClusterTaskBuffers[]): readonly string[] {
  if (tasks.length === 0) return [];
  const header = [
    texts.columnPools,
    texts.columnOutputPool,
    texts.columnOutputQueue,
    texts.columnInputPool,
    texts.columnExclusive,
    texts.columnFloating,
    texts.columnInputQueue,
  ];
  const rows = tasks.map((task): readonly Cell[] => [
    task.task,
    percent(task.outPoolUsage),
    task.outputQueueLength,
    percent(task.inPoolUsage),
    percent(task.inputExclusiveBuffersUsage),
    percent(task.inputFloatingBuffersUsage),
    task.inputQueueLength,
  ]);
  return [...textTable(header, rows), ''];
}

/** Above 100 % where a record is being finished with the overdraft. */
function percent(usage: number): string {
  return `${Math.round(usage * 100)} %`;
}

/** A local channel has no credit, and of a producer that has ended little is known: such cells stay empty. */
function channelRow(channel: ClusterChannel, kind: string): readonly Cell[] {
  const { partitionId, consumerTaskName, producer, inFlightBuffers } = channel;
  const remote = channel.kind === 'remote';
  return [
    `${shortPartition(partitionId)} → ${consumerTaskName}`,
    remote && channel.flowControl === 'tcp' ? `${kind} (tcp)` : kind,
    producer?.credit ?? '',
    channel.backlog,
    producer?.queuedBuffers ?? '',
    inFlightBuffers ?? '',
    remote ? channel.stagedMessages : '',
    remote ? channel.exclusiveBuffers : '',
    remote ? channel.floatingBuffers : '',
    remote ? channel.unannouncedCredit : '',
    channel.queuedBuffers,
    channel.bytesReceived,
  ];
}

/** Enough to tell partitions apart in a table, `a6d77c#2`: data set and producing subtask. JSON has the whole id. */
function shortPartition(partitionId: string): string {
  return partitionId.replace(/^(\w{6})\w*#(\d+)@.*$/, '$1#$2');
}
