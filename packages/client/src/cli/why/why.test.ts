/** `rivulet why` names the true root: on a running cluster for a paused mailbox, a slow sink, an idle source and slots
 *  that others hold; from facts for what a running cluster cannot be brought to within a test. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { asId, type JobId, type ResourceId } from '@rivulet/runtime/base';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { afterAll, describe, expect, it } from 'vitest';
import type { JobHandle } from '../../job-handle.ts';
import { MiniCluster } from '../../mini-cluster.ts';
import type { JobDetails } from '../../rest/index.ts';
import { runAgainst } from '../testing/run-against.ts';
import { until } from '../testing/until.ts';
import { dataPlaneChainOf } from './data-plane-chain.ts';
import { type ReasonCode, rootOf, type WaitChain } from './reason.ts';
import { renderWaitChain } from './render-wait-chain.ts';
import { waitChainOf } from './wait-chain.ts';
import type { ObservedTask, WhyFacts } from './why-facts.ts';
import { WHY_TEXTS } from './why-texts.ts';

const io = openNodeIo({ logLevel: 'silent' });
const API = new URL('../../../../api/src/index.ts', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'rivulet-why-'));
const HOUR_MS = 3_600_000;

afterAll(() => rmSync(folder, { recursive: true }));

describe('the root of a wait, on a running cluster', () => {
  it('given a sink that is slower than its source, then back-pressure is followed down to it', async () => {
    await using cluster = await MiniCluster.start({ io });
    const job = await running(
      cluster,
      'slow-sink',
      `env.generate({}, (i) => i).name('fast').keyBy((i) => String(i % 7)).count().name('slow')
         .map((value) => { const end = performance.now() + 1; while (performance.now() < end); return value; })
         .discard();`,
    );
    await until(async () => rootOf(await why(cluster, job)) === 'taskSlow');

    const chain = await why(cluster, job);

    expect(codesOf(chain)).toEqual(['jobRuns', 'taskWaitsForOutput', 'taskSlow']);
    expect(chain.chain[1]?.values['task']).toMatch(/^Source: fast/);
    expect(chain.chain[2]?.values['task']).toMatch(/^slow -> map/);
    expect(chain.verdict).toBe('running');
    await leave(job);
  });

  it('given a source that has nothing to emit, then each waits for input and the source is the root', async () => {
    await using cluster = await MiniCluster.start({ io });
    const job = await running(
      cluster,
      'idle',
      `env.generate({ ratePerSecond: 0.001 }, (i) => i).name('rare').keyBy((i) => String(i)).count().discard();`,
    );
    await until(async () => rootOf(await why(cluster, job)) === 'sourceIdle');

    const chain = await why(cluster, job);

    expect(codesOf(chain)).toEqual(['jobRuns', 'taskWaitsForInput', 'sourceIdle']);
    expect(chain.chain[2]?.values).toMatchObject({
      task: expect.stringMatching(/^Source: rare/) as string,
      timer: 1,
    });
    const threads = await runAgainst(cluster, 'threads');
    expect(threads.out).toMatch(/Source: rare .*idle \(timer\)/);
  });

  it('given a paused ResourceManager, then a new job waits for slots because of that mailbox', async () => {
    await using cluster = await MiniCluster.start({ io, startUpTimeMs: HOUR_MS });
    await runAgainst(cluster, 'mailbox pause /user/rpc/resourcemanager_0');
    const job = await submitted(cluster, 'waits', QUIET);

    const chain = await why(cluster, job);
    const chinese = await runAgainst(cluster, `why ${job.jobId.slice(0, 8)} --lang zh`);

    expect(codesOf(chain)).toEqual(['jobWaitsForSlots', 'mailboxPaused']);
    expect(chain.chain[1]?.values).toMatchObject({ path: '/user/rpc/resourcemanager_0' });
    expect(chain.commands[0]).toBe('rivulet mailbox resume /user/rpc/resourcemanager_0');
    expect(chinese.out).toMatch(/└ 原因：\/user\/rpc\/resourcemanager_0 的邮箱已被暂停/);
    await runAgainst(cluster, 'mailbox resume /user/rpc/resourcemanager_0');
  });

  it('given a paused Dispatcher, then a running job is still known, and the mailbox is the root', async () => {
    await using cluster = await MiniCluster.start({ io });
    const job = await running(cluster, 'asked', QUIET);
    await runAgainst(cluster, 'mailbox pause /user/rpc/dispatcher_1');

    const chain = await why(cluster, job);
    await runAgainst(cluster, 'mailbox resume /user/rpc/dispatcher_1');

    expect(codesOf(chain)).toEqual(['jobRuns', 'mailboxPaused']);
  });

  it('given slots that another job holds, then it waits, and the holder is named: pending, not infeasible', async () => {
    await using cluster = await MiniCluster.start({ io, startUpTimeMs: HOUR_MS });
    const holder = await running(cluster, 'holder', QUIET);
    const job = await submitted(cluster, 'waits', QUIET);
    await until(async () => rootOf(await why(cluster, job)) === 'slotsTaken');

    const { verdict, chain, commands } = await why(cluster, job);

    expect(verdict).toBe('pending');
    expect(chain[0]).toMatchObject({ values: { required: 1, held: 0, missing: 1, total: 1, free: 0 } });
    expect(chain[1]?.details).toMatchObject([{ code: 'holder', values: { name: 'holder', count: 1 } }]);
    expect(commands).toEqual(['rivulet taskmanager --slots 1', `rivulet cancel ${holder.jobId.slice(0, 8)}`]);
  });

  it('given a job that failed, then its first cause is the root', async () => {
    await using cluster = await MiniCluster.start({ io });
    const job = await submitted(
      cluster,
      'throws',
      `env.generate({ count: 9 }, (i) => { if (i === 5) throw new Error('five'); return i; }).discard();`,
    );
    await job.ended();

    const chain = await why(cluster, job);

    expect(codesOf(chain)).toEqual(['jobEnded', 'failed']);
    expect(chain.chain[1]?.values).toMatchObject({ code: 'USER_FUNCTION_FAILED' });
  });
});

describe('the root of a wait, from facts', () => {
  it('given fewer slots in all than it needs, then it is infeasible, with the sum and two commands', () => {
    const chain = waitChainOf({ ...FACTS, slots: slotsOf(['FREE', 'FREE'], 3) });

    expect([chain.verdict, rootOf(chain)]).toEqual(['infeasible', 'slotsInfeasible']);
    expect(chain.chain[0]?.details).toMatchObject([
      { code: 'shortGroup', values: { group: 'default', count: 3 } },
      { code: 'offer', values: { total: 2, free: 2 } },
    ]);
    expect(chain.commands).toEqual(['rivulet taskmanager --slots 1', 'rivulet run <job.ts> -p 2']);
  });

  it('given no TaskManager at all, then that is the root', () => {
    expect(rootOf(waitChainOf({ ...FACTS, slots: slotsOf([], 1) }))).toBe('noTaskManager');
  });

  it('given enough free slots, then only messages are missing', () => {
    const chain = waitChainOf({ ...FACTS, slots: slotsOf(['FREE'], 1) });

    expect([chain.verdict, rootOf(chain)]).toEqual(['pending', 'slotsOnTheirWay']);
  });

  it('given a TaskManager that shows nothing of itself, then it is the root, before anything that follows from it', () => {
    const silent = {
      taskManagerId: asId<ResourceId>('tm'),
      slotIndex: 0,
      subtasks: [],
      tasks: [],
      resourceManager: { state: 'ALLOCATED' as const, jobId: FACTS.jobId },
      jobMaster: { state: 'RESERVED' as const, jobId: FACTS.jobId },
      disagreement: 'taskManagerSilent' as const,
    };
    const slots = { ...slotsOf([], 1), slots: [silent] };

    expect(rootOf(waitChainOf({ ...FACTS, slots }))).toBe('taskManagerSilent');
  });
});

describe('the root of a wait in the data plane, from facts', () => {
  const plan = {
    jid: 'job',
    name: 'job',
    nodes: [{ id: 'a' }, { id: 'b' }, { id: 'c', inputs: [{ id: 'a' }, { id: 'b' }] }],
  };
  const details = { plan, vertices: plan.nodes.map(({ id }) => ({ id, name: id })) } as unknown as JobDetails;
  const task = (name: string, activity: ObservedTask['activity'], waitsFor?: ObservedTask['waitsFor']) => ({
    name: `${name} (1/1)#0`,
    activity,
    waitsFor,
    seen: 8,
    looks: 8,
    sinceMs: 400,
  });
  const codes = (...tasks: readonly ObservedTask[]): readonly ReasonCode[] =>
    dataPlaneChainOf({ ...FACTS, details, tasks }).map(({ code }) => code);

  it('given a task that aligns, then it waits for a barrier, not for input, and the producer that works is the root', () => {
    const [held, late, aligns] = [
      task('a', 'softBackPressured'),
      task('b', 'busy'),
      task('c', 'idle', 'barrier'),
    ];

    const chain = dataPlaneChainOf({ ...FACTS, details, tasks: [held, late, aligns] });

    expect(chain).toMatchObject([
      { code: 'taskWaitsForBarrier', values: { task: aligns.name, producer: 'a, b' }, sinceMs: 400 },
      { code: 'taskSlow', values: { task: late.name, share: 100 } },
    ]);
    expect(codes(held, task('b', 'idle', 'input'), aligns)).toEqual(['taskWaitsForBarrier']);
    expect(codes(held, late, task('c', 'busy'))).toEqual(['taskWaitsForOutput', 'taskSlow']);
  });

  it.each([
    ['timer', 'it waits for its timer or its rate'],
    ['input', 'it waits for new data'],
  ] as const)('given a source that waits for %s, then the words say so', (waitsFor, words) => {
    const source = task('a', 'idle', waitsFor);
    const tasks = [source, task('b', 'idle', 'input'), task('c', 'idle', 'input')];
    const chain = dataPlaneChainOf({ ...FACTS, details, tasks });

    expect(chain.at(-1)).toMatchObject({ code: 'sourceIdle', values: { task: source.name } });
    const whole = {
      jobId: 'job',
      name: 'job',
      status: 'RUNNING',
      verdict: 'running',
      chain,
      commands: [],
    } as const;
    expect(renderWaitChain('en', whole, FACTS.nowMs, 200).join('\n')).toContain(words);
  });
});

describe('the words', () => {
  it('given a reason, then both languages have it, with the same values', () => {
    for (const key of Object.keys(WHY_TEXTS.en) as (keyof typeof WHY_TEXTS.en)[]) {
      expect(placeholdersOf(WHY_TEXTS.zh[key]), key).toEqual(placeholdersOf(WHY_TEXTS.en[key]));
    }
  });
});

const QUIET = `env.generate({ ratePerSecond: 1 }, (i) => i).discard();`;

const FACTS: WhyFacts = {
  jobId: asId<JobId>('job'),
  nowMs: 1_000,
  slots: { slots: [], jobs: [], requirements: [], missing: [] },
  paused: [],
  taskManagers: [],
  gone: [],
  tasks: [],
  channels: [],
  heartbeatTimeoutMs: 50_000,
};

function slotsOf(states: readonly ('FREE' | 'ALLOCATED')[], required: number): WhyFacts['slots'] {
  return {
    ...FACTS.slots,
    slots: states.map((state, slotIndex) => ({
      taskManagerId: asId('tm'),
      slotIndex,
      resourceManager: { state },
      taskExecutor: { state: state === 'FREE' ? 'FREE' : 'ACTIVE' },
      subtasks: [],
      tasks: [],
    })),
    jobs: [
      {
        jobId: FACTS.jobId,
        jobName: 'job',
        status: 'RUNNING',
        address: 'x/user/rpc/jobmanager_2',
        required,
        groups: [{ slotSharingGroup: 'default', slotCount: required, vertices: [] }],
        waitingSinceMs: 500,
        slotRequestTimeoutMs: 300_000,
      },
    ],
  };
}

async function why(cluster: MiniCluster, job: JobHandle): Promise<WaitChain> {
  return JSON.parse((await runAgainst(cluster, `why ${job.jobId} --json`)).out) as WaitChain;
}

function codesOf({ chain }: WaitChain): readonly ReasonCode[] {
  return chain.map(({ code }) => code);
}

async function submitted(cluster: MiniCluster, name: string, body: string): Promise<JobHandle> {
  const file = join(folder, `${name}.ts`);
  const start = `import { defineJob } from ${JSON.stringify(API)};\n`;
  writeFileSync(file, `${start}export default defineJob({ name: '${name}' }, (env) => {\n${body}\n});\n`);
  return cluster.submit(pathToFileURL(file));
}

async function running(cluster: MiniCluster, name: string, body: string): Promise<JobHandle> {
  const job = await submitted(cluster, name, body);
  await until(async () => (await job.details()).vertices.every(({ status }) => status === 'RUNNING'));
  return job;
}

/** Before its cluster goes: a task that works is asked to end, not cut off. */
async function leave(job: JobHandle): Promise<void> {
  await job.cancel();
  await job.ended();
}

function placeholdersOf(text: string): readonly string[] {
  return [...new Set(text.match(/\{\w+\}/g))].toSorted();
}
