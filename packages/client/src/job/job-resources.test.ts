/** What `rivulet info --slots` says before anything is submitted is what then runs: on one TaskManager with all slots,
 *  and with each slot in a TaskManager of its own. */
import process from 'node:process';
import { buildStreamGraph } from '@rivulet/api';
import type { JobGraph } from '@rivulet/runtime/graph';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { describe, expect, it } from 'vitest';
import { Configuration } from '../config/index.ts';
import { MiniCluster } from '../mini-cluster.ts';
import { until } from '../cli/testing/until.ts';
import { jobResourcesOf } from './job-resources.ts';
import { loadJob } from './load-job.ts';

const io = openNodeIo({ logLevel: 'silent' });
const ENDLESS = new URL('../../../../examples/endless/job.ts', import.meta.url);
const ARGS = ['--rate', '1'];
const PARALLELISM = 3;

describe('what a job takes, told before it runs', () => {
  it('given three wide in one TaskManager, then slots, threads, channels and buffers are as told: all local', async () => {
    const told = jobResourcesOf(await graphOf());

    const seen = await seenOn({ taskManagers: 1, slotsPerTaskManager: PARALLELISM });

    expect(seen).toEqual({
      slots: told.required,
      taskThreads: told.threads.perTask,
      otherThreads: 2,
      channels: told.channels.total,
      remoteChannels: 0,
      buffers: told.buffers.wantedAtLeast,
    });
  });

  it('given three wide, each slot in a TaskManager of its own, then the upper bounds are met', async () => {
    const told = jobResourcesOf(await graphOf());

    const seen = await seenOn({ taskManagers: PARALLELISM, slotsPerTaskManager: 1 });

    expect(seen).toEqual({
      slots: told.required,
      taskThreads: told.threads.perTask,
      otherThreads: 1 + PARALLELISM,
      channels: told.channels.total,
      remoteChannels: told.channels.remoteAtMost,
      buffers: told.buffers.wantedAtMost,
    });
  });

  it('given per-slot threads, then there is one a slot', async () => {
    const told = jobResourcesOf(await graphOf());

    const seen = await seenOn(
      { taskManagers: 1, slotsPerTaskManager: PARALLELISM },
      'taskmanager.task-threads=per-slot',
    );

    expect(seen.taskThreads).toBe(told.threads.perSlot);
  });

  it('given two sharing groups, then their slots add up, and nothing between them is sure to be local', () => {
    const [first, second] = [vertex('a', 'one', 2), vertex('b', 'two', 3)];

    const resources = jobResourcesOf(graph([first, second], 'hash'));

    expect(resources).toMatchObject({
      required: 5,
      channels: { total: 6, remoteAtMost: 6 },
      threads: { perTask: 5, perSlot: 5 },
      edges: [{ exclusiveBuffersAtMost: 12, floatingBuffersAtMost: 24 }],
    });
  });

  it('given another number of buffers per channel, then the exclusive ones follow it, and so does the sum', () => {
    const edges = graph([vertex('a', 'one', 2), vertex('b', 'two', 3)], 'hash');

    const usual = jobResourcesOf(edges);
    const more = jobResourcesOf(edges, 5);

    expect(more.edges[0]!.exclusiveBuffersAtMost).toBe(30);
    expect(more.buffers.requiredAtMost - usual.buffers.requiredAtMost).toBe(18);
    expect(more.buffers.wantedAtMost - usual.buffers.wantedAtMost).toBe(18);
  });

  it('given a forward edge within a group, then it is always local', () => {
    const [first, second] = [vertex('a', 'one', 2), vertex('b', 'one', 2)];

    expect(jobResourcesOf(graph([first, second], 'forward'))).toMatchObject({
      required: 2,
      channels: { total: 2, remoteAtMost: 0 },
      buffers: { requiredAtLeast: 4, requiredAtMost: 4 },
    });
  });
});

async function graphOf(): Promise<JobGraph> {
  const building = { args: ARGS, workingDirectory: process.cwd(), defaultParallelism: PARALLELISM };
  return buildStreamGraph(await loadJob(ENDLESS, io.storage), building).jobGraph;
}

type Size = { readonly taskManagers: number; readonly slotsPerTaskManager: number };

async function seenOn(size: Size, ...flags: readonly string[]) {
  await using cluster = await MiniCluster.start({ ...size, io, configuration: new Configuration({ flags }) });
  const { client } = cluster;
  const { jobId } = await cluster.submit(ENDLESS, { args: ARGS, parallelism: PARALLELISM });
  await until(async () =>
    (await client.jobDetails(jobId)).vertices.every(({ status }) => status === 'RUNNING'),
  );
  const [slots, threads, channels, memory] = await Promise.all([
    client.slots(),
    client.threads(),
    client.channels(jobId),
    client.networkMemory(),
  ]);
  const ours = threads.processes.flatMap((each) => each.threads);
  return {
    slots: slots.slots.filter(({ jobMaster }) => jobMaster?.jobId === jobId).length,
    taskThreads: ours.filter(({ role }) => role === 'task').length,
    otherThreads: ours.filter(({ role }) => role !== 'task').length,
    channels: channels.length,
    remoteChannels: channels.filter(({ kind }) => kind === 'remote').length,
    buffers: memory.reduce((sum, { metrics }) => sum + (metrics['Shuffle.Netty.UsedMemorySegments'] ?? 0), 0),
  };
}

function vertex(name: string, slotSharingGroup: string, parallelism: number): JobGraph['vertices'][number] {
  return { id: name, name, slotSharingGroup, parallelism } as JobGraph['vertices'][number];
}

function graph(vertices: JobGraph['vertices'], kind: 'hash' | 'forward'): JobGraph {
  const [producer, consumer] = vertices;
  const dataSet = { producerVertexId: producer?.id, consumerVertexId: consumer?.id, partitioning: { kind } };
  return { vertices, dataSets: [dataSet] } as unknown as JobGraph;
}
