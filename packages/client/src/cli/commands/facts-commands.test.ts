/** `rivulet threads` and `slots` against a cluster in this process, and what they show while an actor is paused. */
import process from 'node:process';
import { openNodeIo } from '@rivulet/runtime/io/node';
import type { ClusterSlots, ClusterThreads } from '@rivulet/jobmanager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Configuration } from '../../config/index.ts';
import type { JobHandle } from '../../job-handle.ts';
import { MiniCluster } from '../../mini-cluster.ts';
import { displayWidth } from '../terminal/text-table.ts';
import { type Ran, runAgainst } from '../testing/run-against.ts';
import { until } from '../testing/until.ts';

const io = openNodeIo({ logLevel: 'silent' });
const ENDLESS = new URL('../../../../../examples/endless/job.ts', import.meta.url);
/** On a busy machine two TaskManagers and their threads take a while. */
const START_TIMEOUT_MS = 120_000;
let cluster: MiniCluster;
let job: JobHandle;

beforeAll(async () => {
  cluster = await MiniCluster.start({ taskManagers: 2, slotsPerTaskManager: 2, io });
  job = await cluster.submit(ENDLESS, { parallelism: 2, args: ['--rate', '10'] });
  await until(async () => (await cluster.client.jobDetails(job.jobId)).vertices.every(isRunning));
}, START_TIMEOUT_MS);
afterAll(async () => cluster[Symbol.asyncDispose]());

const rivulet = (line: string): Promise<Ran> => runAgainst(cluster, line);

describe('rivulet threads', () => {
  it('given a job of two vertices, two wide, then there are four task threads beside one main and two network', async () => {
    const { processes } = JSON.parse((await rivulet('threads --json')).out) as ClusterThreads;

    const threads = processes.flatMap((each) => each.threads);
    expect(processes).toMatchObject([{ pid: process.pid }]);
    expect(threads.map(({ role }) => role).toSorted()).toEqual([
      'main',
      'network',
      'network',
      ...Array.from({ length: 4 }, () => 'task'),
    ]);
    expect(threads.flatMap(({ tasks }) => tasks).every(({ jobId }) => jobId === job.jobId)).toBe(true);
    if (process.platform === 'linux') {
      expect(new Set(threads.map(({ osThreadId }) => osThreadId)).size).toBe(threads.length);
      expect(processes[0]?.engine?.some(({ kind }) => kind === 'v8Worker')).toBe(true);
    }
  });

  it('given people, then the table tells both languages, and a job by the beginning of its id', async () => {
    const [english, chinese, other] = [
      await rivulet(`threads --job ${job.jobId.slice(0, 6)}`),
      await rivulet('threads --lang zh'),
      await rivulet('threads --job ffffffff'),
    ];

    expect(english.out).toMatch(/Source: readings \(1\/2\)#0 +task +(idle|busy|starting)/);
    expect(chinese.out).toMatch(/Source: readings \(1\/2\)#0 +任务线程 +(空闲|繁忙|启动中)/);
    expect(widest(chinese.out)).toBeLessThanOrEqual(100);
    expect(other.err).toMatch(/^JOB_NOT_FOUND/);
  });
});

describe('where slots are taken', () => {
  it.each([
    ['by default', [], [2, 0]],
    ['evenly spread out', ['cluster.evenly-spread-out-slots=true'], [1, 1]],
    ['in mode SLOTS', ['taskmanager.load-balance.mode=SLOTS'], [1, 1]],
  ] as const)(
    'given two TaskManagers, %s, then a job two wide has so many on each',
    async (_, flags, expected) => {
      const sizes = { taskManagers: 2, slotsPerTaskManager: 2 };
      await using other = await MiniCluster.start({
        io,
        ...sizes,
        configuration: new Configuration({ flags }),
      });
      const handle = await other.submit(ENDLESS, { parallelism: 2, args: ['--rate', '1'] });
      const { jobId } = handle;
      const held = async (): Promise<ClusterSlots['slots']> =>
        (await other.client.slots()).slots.filter(({ jobMaster }) => jobMaster?.jobId === jobId);
      // A cluster is left in order once its tasks have started.
      await until(async () => (await handle.details()).vertices.every(isRunning));

      const counts = Map.groupBy(await held(), ({ taskManagerId }) => taskManagerId);

      expect([...counts.values()].map((slots) => slots.length)).toEqual(
        expected.filter((count) => count > 0),
      );
      await handle.cancel();
      await handle.ended();
    },
    START_TIMEOUT_MS,
  );
});

describe('rivulet slots', () => {
  it('given a running job, then the three views agree and each slot holds a slice of the pipeline', async () => {
    const { slots, jobs } = JSON.parse((await rivulet('slots --json')).out) as ClusterSlots;

    expect(slots.map(({ disagreement }) => disagreement)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(slots.map(({ subtasks }) => subtasks.length)).toEqual([2, 2, 0, 0]);
    expect(slots.map(({ tasks }) => tasks.length)).toEqual([2, 2, 0, 0]);
    expect(jobs).toMatchObject([{ jobId: job.jobId, required: 2, groups: [{ slotCount: 2 }] }]);
  });

  it('given people, then states, subtasks and the sum are told in both languages', async () => {
    const [english, chinese] = [await rivulet('slots'), await rivulet('slots --lang zh')];

    expect(english.out).toMatch(/0 +ALLOCATED +RESERVED +ACTIVE +[0-9a-f]{8} +Source: readings \(1\/2\)#0/);
    expect(english.out).toContain('needs 2 = default 2, holds 2.');
    expect(chinese.out).toContain('任务槽');
    expect(chinese.out).toContain('需要 2 个 = default 2，持有 2 个。');
  });

  it('given a paused ResourceManager, when a job ends, then it alone still believes in the slots, and a warning says so', async () => {
    const second = await cluster.submit(ENDLESS, { args: ['--rate', '1'] });
    await until(async () => (await disagreements()).taken === 3 && (await disagreements()).warned === 0);
    await rivulet('mailbox pause /user/rpc/resourcemanager_0');

    await second.cancel();
    await second.ended();
    await until(async () => (await disagreements()).warned === 1);
    const { out } = await rivulet('slots');
    await rivulet('mailbox resume /user/rpc/resourcemanager_0');
    await until(async () => (await disagreements()).warned === 0);

    expect(out).toMatch(/! \w+\/\d: the TaskManager has freed it, the others have not heard of it yet/);
    expect((await disagreements()).taken).toBe(2);
  });
});

async function disagreements(): Promise<{ taken: number; warned: number }> {
  const { slots } = await cluster.client.slots();
  return {
    taken: slots.filter(({ resourceManager }) => resourceManager?.state !== 'FREE').length,
    warned: slots.filter(({ disagreement }) => disagreement !== undefined).length,
  };
}

function isRunning({ status }: { readonly status: string }): boolean {
  return status === 'RUNNING';
}

function widest(out: string): number {
  return Math.max(...out.split('\n').map(displayWidth));
}
