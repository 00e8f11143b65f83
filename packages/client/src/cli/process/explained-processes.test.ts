/** The answers beside the operating system: a cluster of real processes, a job of three vertices, two wide. What
 *  `threads` and `explain threads` say is compared with `/proc/<pid>/task` of those processes, thread by thread; what
 *  `slots` and `explain slots` say with the three views and with `info --slots`. At last a TaskManager is killed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { isDeepStrictEqual } from 'node:util';
import type { ClusterThreads } from '@rivulet/jobmanager';
import { asId, type JobId } from '@rivulet/runtime/base';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClusterClient } from '../../cluster-client.ts';
import type { Explanation } from '../explain/index.ts';
import { hostAndPort } from '../host-and-port.ts';
import { type Ran, runAgainst } from '../testing/run-against.ts';
import { until } from '../testing/until.ts';
import { rootOf, type WaitChain } from '../why/index.ts';

const REPOSITORY = new URL('../../../../../', import.meta.url).pathname;
const MAIN = new URL('../main.ts', import.meta.url).pathname;
const JOB = 'packages/client/src/cli/explain/small/job.ts';
const NODE_OPTIONS = ['--conditions=rivulet-src', '--disable-warning=ExperimentalWarning', MAIN];
const START_TIMEOUT_MS = 120_000;
const [VERTICES, PARALLELISM, TASK_MANAGERS, SLOTS] = [3, 2, 2, 2];
/** The threads of each process by its id, as the operating system lists them. */
type ProcThreads = ReadonlyMap<number, readonly number[]>;

const io = openNodeIo({ logLevel: 'silent' });

describe.runIf(process.platform === 'linux').each(['per-task', 'per-slot'])('%s threads', (strategy) => {
  const folder = mkdtempSync(join(tmpdir(), `rivulet-explained-${strategy}-`));
  let client: ClusterClient;
  let jobId: JobId;

  const typed = (...words: readonly string[]): { code: number | null; out: string; err: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...NODE_OPTIONS, ...words], {
      cwd: REPOSITORY,
      encoding: 'utf8',
      env: { ...process.env, RIVULET_RUN_DIR: join(folder, 'run'), LANG: 'C', LC_ALL: 'C' },
    });
    return { code: status, out: stdout, err: stderr };
  };
  const rivulet = (line: string): Promise<Ran> => runAgainst({ client }, line);
  const valuesOf = async (question: string): Promise<Readonly<Record<string, number | string>>> => {
    const { facts } = JSON.parse((await rivulet(`explain ${question} --json`)).out) as Explanation;
    return Object.fromEntries(facts.map(({ key, value }) => [key, value]));
  };
  const threads = async (): Promise<ClusterThreads> =>
    JSON.parse((await rivulet('threads --json')).out) as ClusterThreads;

  /** Asks until `/proc` shows the same threads before and after the answer: the engine starts its own (libuv's pool,
   *  V8's workers) when it first needs them, and an answer from before such a start would differ without being wrong. */
  const atOneMoment = async <Told>(
    ask: () => Promise<Told>,
  ): Promise<{ told: Told; inProc: ProcThreads }> => {
    const pids = (await client.threads()).processes.map(({ pid }) => pid);
    for (;;) {
      const before = new Map(pids.map((pid) => [pid, tasksOf(pid)]));
      const told = await ask();
      const inProc = new Map(pids.map((pid) => [pid, tasksOf(pid)]));
      if (isDeepStrictEqual(before, inProc)) return { told, inProc };
    }
  };

  beforeAll(async () => {
    const sizes = ['--taskmanagers', String(TASK_MANAGERS), '--slots', String(SLOTS)];
    const settings = [
      'jobmanager.rpc.port=0',
      'taskmanager.load-balance.mode=SLOTS',
      `taskmanager.task-threads=${strategy}`,
    ].flatMap((setting) => ['-D', setting]);
    const started = typed(
      'cluster',
      'start',
      ...sizes,
      '--rest-port',
      '0',
      '--detach',
      '--json',
      ...settings,
    );
    if (started.code !== 0) throw new Error(`the cluster did not start: ${started.err}`);
    const { restAddress } = JSON.parse(started.out) as { restAddress: string };
    client = new ClusterClient(io, hostAndPort(restAddress), { timeoutMs: 30_000 });
    // A TaskManager is registered before its slots are known: until then a job might get both slots of the other one.
    await until(async () => (await client.overview())['slots-total'] === TASK_MANAGERS * SLOTS);
    const submitted = typed('run', JOB, '-p', String(PARALLELISM), '--jobmanager', restAddress, '--detached');
    jobId = asId<JobId>(submitted.out.trim());
    await until(async () =>
      (await client.jobDetails(jobId)).vertices.every(({ tasks }) => tasks.RUNNING === PARALLELISM),
    );
  }, START_TIMEOUT_MS);
  afterAll(() => {
    typed('cluster', 'stop');
    rmSync(folder, { recursive: true });
  }, START_TIMEOUT_MS);

  it('given its processes, then every thread of /proc is listed once, ours with role and name, the rest as the engine’s', async () => {
    const { told, inProc } = await atOneMoment(threads);
    const { processes, missing } = told;

    expect([processes.length, missing]).toEqual([1 + TASK_MANAGERS, []]);
    for (const { pid, threads: ours, engine = [] } of processes) {
      const listed = [...ours, ...engine].map(({ osThreadId }) => osThreadId ?? -1);
      expect(listed.toSorted((a, b) => a - b)).toEqual(inProc.get(pid));
      for (const { name, role, osThreadId = 0 } of ours) {
        const comm = readFileSync(`/proc/${pid}/task/${osThreadId}/comm`, 'utf8').trim();
        expect(comm).toBe(role === 'main' ? 'MainThread' : name.slice(0, 15).trim());
      }
      expect(engine.filter(({ kind }) => kind === 'unknown')).toEqual([]);
    }
  });

  it('given the job, then its subtasks have as many threads as the strategy says', async () => {
    const { processes } = await threads();

    const tasks = processes.flatMap((each) => each.threads).filter(({ role }) => role === 'task');
    expect(tasks.flatMap((thread) => thread.tasks)).toHaveLength(VERTICES * PARALLELISM);
    expect(tasks).toHaveLength(strategy === 'per-task' ? VERTICES * PARALLELISM : PARALLELISM);
  });

  it('given explain threads, then its figures are those of the operating system', async () => {
    const { told: values, inProc } = await atOneMoment(() => valuesOf('threads'));

    expect(values).toMatchObject({
      processes: 1 + TASK_MANAGERS,
      mainThreads: 1 + TASK_MANAGERS,
      networkThreads: TASK_MANAGERS,
      taskThreads: strategy === 'per-task' ? VERTICES * PARALLELISM : PARALLELISM,
      subtasks: VERTICES * PARALLELISM,
      slotsInUse: PARALLELISM,
    });
    const kinds = [
      'mainThreads',
      'networkThreads',
      'taskThreads',
      'v8Threads',
      'libuvThreads',
      'otherThreads',
    ];
    const threadCount = [...inProc.values()].reduce((sum, ids) => sum + ids.length, 0);
    expect(kinds.reduce((sum, key) => sum + Number(values[key]), 0)).toBe(threadCount);
  });

  it('given explain slots, then its figures are those of the three views and of info --slots', async () => {
    const values = await valuesOf('slots');
    const { slots } = await client.slots();
    const info = JSON.parse(typed('info', JOB, '-p', String(PARALLELISM), '--slots', '--json').out) as {
      slots: { required: number; threads: { perTask: number; perSlot: number } };
    };

    const views = (['resourceManager', 'jobMaster', 'taskExecutor'] as const).map(
      (view) => slots.filter((slot) => slot[view]?.jobId === jobId).length,
    );
    expect(views).toEqual([PARALLELISM, PARALLELISM, PARALLELISM]);
    expect(values).toMatchObject({
      total: TASK_MANAGERS * SLOTS,
      free: TASK_MANAGERS * SLOTS - PARALLELISM,
      required: info.slots.required,
      held: info.slots.required,
      taskThreads: strategy === 'per-task' ? info.slots.threads.perTask : info.slots.threads.perSlot,
      agreeing: TASK_MANAGERS * SLOTS,
      disagreeing: 0,
    });
  });

  it(
    'given a TaskManager that is killed, then its slots vanish from all views, and why names it as the root',
    async () => {
      const [victim] = (await client.threads()).processes.filter(
        ({ process: name }) => name !== 'jobmanager',
      );
      process.kill(victim?.pid ?? 0, 'SIGKILL');

      await until(async () => (await client.jobStatus(jobId)) === 'FAILED');
      await until(async () => (await client.slots()).slots.length === SLOTS);
      const chain = JSON.parse((await rivulet(`why ${jobId} --json`)).out) as WaitChain;

      expect(rootOf(chain)).toBe('taskManagerGone');
      expect(chain.chain.at(-1)?.values).toMatchObject({
        taskManager: victim?.process.slice(0, 8),
        tasks: VERTICES,
      });
      expect((await client.slots()).slots.map(({ taskManagerId }) => taskManagerId)).not.toContain(
        victim?.process,
      );
    },
    START_TIMEOUT_MS,
  );
});

function tasksOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/task`)
    .map(Number)
    .toSorted((a, b) => a - b);
}
