/** `/jobs/:id/channels`: each channel with both its ends. The consumer's end is asked of every TaskManager (those of
 *  ended tasks are no longer tied to a slot), and so is the producer's; here the two are joined.
 *  A TaskManager that does not answer is left out: this is for looking, and what is there is shown. */
import type { JobId } from '@rivulet/runtime/base';
import type { ChannelReport, JoinedChannelReport, SubpartitionReport } from '@rivulet/runtime/rpc';
import type { RestServices } from './rest-services.ts';

type EndsOfTaskManager = {
  readonly taskManagerId: string;
  readonly channels: readonly ChannelReport[];
  readonly subpartitions: readonly SubpartitionReport[];
};

export async function channelsOfJob(
  services: Pick<RestServices, 'resourceManager' | 'taskExecutor'>,
  jobId: JobId,
): Promise<readonly JoinedChannelReport[]> {
  const infos = await services.resourceManager.requestTaskManagerInfo();
  const answers = await Promise.allSettled(
    infos.map(async ({ resourceId, taskExecutorAddress }): Promise<EndsOfTaskManager> => {
      const taskManager = await services.taskExecutor(taskExecutorAddress);
      const [channels, subpartitions] = await Promise.all([
        taskManager.requestChannels(jobId),
        taskManager.requestSubpartitions(jobId),
      ]);
      return { taskManagerId: resourceId, channels, subpartitions };
    }),
  );
  return joinEnds(answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : [])));
}

export function joinEnds(taskManagers: readonly EndsOfTaskManager[]): readonly JoinedChannelReport[] {
  const producers = new Map(
    taskManagers.flatMap(({ subpartitions }) => subpartitions.map((end) => [keyOf(end), end] as const)),
  );
  return taskManagers.flatMap(({ taskManagerId, channels }) =>
    channels.map((channel) => {
      const producer = channel.kind === 'remote' ? producers.get(keyOf(channel)) : undefined;
      return { ...channel, taskManagerId, ...(producer === undefined ? {} : bothEnds(channel, producer)) };
    }),
  );
}

/** The two were read at different moments: what arrived in between is not less than nothing on the way. */
function bothEnds(channel: ChannelReport, producer: SubpartitionReport) {
  return { producer, inFlightBuffers: Math.max(0, producer.buffersSent - channel.buffersArrived) };
}

function keyOf({ partitionId, subpartitionIndex }: SubpartitionReport | ChannelReport): string {
  return `${partitionId}[${subpartitionIndex}]`;
}
