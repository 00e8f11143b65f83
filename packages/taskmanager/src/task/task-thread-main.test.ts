/** Real task threads: two of them exchange records through shared memory, and what goes wrong is reported. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JobDefinition } from '@rivulet/api';
import type { Thread } from '@rivulet/runtime/io';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { Doorbell, type DoorbellHandle } from '@rivulet/runtime/network';
import { afterEach, describe, expect, it } from 'vitest';
import { type Deployment, localDeployments } from '../testing/local-deployments.ts';
import { type MainToTaskThread, readTaskMetrics, TASK_THREAD_ENTRY, type TaskThreadToMain } from './index.ts';

type TaskState = Extract<TaskThreadToMain, { type: 'taskState' }>;

const { threads, clock } = openNodeIo({ logLevel: 'error' });
const folder = mkdtempSync(join(tmpdir(), 'rivulet-job-'));
const started: Thread[] = [];
let fileCount = 0;

afterEach(async () => {
  await Promise.all(started.splice(0).map((thread) => thread.terminate()));
});

/** Writes a job module that imports nothing; by its shape it is a job. */
async function jobFile(body: string): Promise<{ url: string; definition: JobDefinition }> {
  const path = join(folder, `job-${fileCount++}.mjs`);
  writeFileSync(
    path,
    `export default {\n  kind: 'rivulet-job', name: 'job',\n  build(env) {\n${body}\n  },\n};\n`,
  );
  const url = pathToFileURL(path).href;
  return { url, definition: ((await import(url)) as { default: JobDefinition }).default };
}

/** One thread per task; resolves with all states once `until` holds. */
async function run(
  deployments: readonly Deployment[],
  table: SharedArrayBuffer,
  until: (states: readonly TaskState[]) => boolean,
  react: (state: TaskState, post: (message: MainToTaskThread) => void) => void = () => undefined,
): Promise<readonly TaskState[]> {
  const states: TaskState[] = [];
  await new Promise<void>((resolve) => {
    deployments.forEach((deployment, thread) => {
      const doorbell: DoorbellHandle = { table, thread };
      const spawned = threads.spawn(TASK_THREAD_ENTRY, {
        name: deployment.plan.taskName,
        data: { kind: 'task-thread', doorbell },
      });
      started.push(spawned);
      const post = (message: MainToTaskThread): void => {
        spawned.post(message);
        Doorbell.ringControl(doorbell);
      };
      spawned.onMessage((message) => {
        const state = message as TaskThreadToMain;
        if (state.type !== 'taskState') return;
        states.push(state);
        react(state, post);
        if (until(states)) resolve();
      });
      post(deployment);
    });
  });
  return states;
}

const ended = (states: readonly TaskState[], state: string): number =>
  states.filter((reported) => reported.state === state).length;

describe('task threads', () => {
  it('given a keyed job, when run on a thread per task, then all records pass and the threads end when told', async () => {
    const { url, definition } = await jobFile(
      `env.generate({ count: 200_000 }, (i) => 'word' + (i % 1000)).keyBy((w) => w).count().discard();`,
    );
    const { deployments, memory } = localDeployments(definition, { parallelism: 2, moduleUrl: url });

    const states = await run(
      deployments,
      memory.handle.doorbells,
      (all) => ended(all, 'FINISHED') === 4,
      ({ state }, post) => state === 'FINISHED' && post({ type: 'shutdown' }),
    );

    expect(ended(states, 'RUNNING')).toBe(4);
    const figures = deployments.map(({ metrics }) => readTaskMetrics(metrics, clock.wallMs()));
    expect(figures.reduce((sum, { numRecordsIn }) => sum + numRecordsIn, 0)).toBe(200_000);
    const exits = await Promise.all(started.map(({ exited }) => exited));
    expect(exits.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  });

  it('given a sleeping task, when cancelled, then it wakes up and is CANCELED', async () => {
    const { url, definition } = await jobFile(
      `env.generate({ ratePerSecond: 0.001 }, (i) => i).keyBy((n) => n).count().discard();`,
    );
    const { deployments, memory } = localDeployments(definition, { moduleUrl: url });

    const states = await run(
      deployments,
      memory.handle.doorbells,
      (all) => ended(all, 'CANCELED') === 2,
      ({ state, taskId }, post) => state === 'RUNNING' && post({ type: 'cancel', taskId }),
    );

    expect(ended(states, 'FAILED')).toBe(0);
  });

  it('given a function that throws, then FAILED names the user’s own file and line', async () => {
    const { url, definition } = await jobFile(
      `env.fromCollection([1]).map((n) => {\n      throw new Error('broken ' + n);\n    }).discard();`,
    );
    const { deployments, memory } = localDeployments(definition, { moduleUrl: url });

    const states = await run(deployments, memory.handle.doorbells, (all) => ended(all, 'FAILED') === 1);

    const { error } = states.at(-1) ?? {};
    expect(error).toMatchObject({ code: 'USER_FUNCTION_FAILED', details: { reason: 'Error: broken 1' } });
    expect(error?.details['location']).toMatch(/job-\d+\.mjs:5:13$/);
  });

  it('given an error outside any call of ours, then every task of the thread FAILED', async () => {
    const { url, definition } = await jobFile(
      `env.generate({ ratePerSecond: 1 }, (i) => {\n setTimeout(() => { throw new Error('late'); }, 1); return i; }).discard();`,
    );
    const { deployments, memory } = localDeployments(definition, { moduleUrl: url });

    const states = await run(deployments, memory.handle.doorbells, (all) => ended(all, 'FAILED') === 1);

    const { error } = states.at(-1) ?? {};
    expect(error).toMatchObject({ code: 'USER_FUNCTION_FAILED', details: { reason: 'Error: late' } });
    expect(error?.details['location']).toMatch(/job-\d+\.mjs:5:/);
  });

  it.each([
    ['JOB_FINGERPRINT_MISMATCH', 'another fingerprint', undefined],
    ['JOB_MODULE_FAILED', undefined, 'file:///nowhere/job.mjs'],
    ['JOB_MODULE_NO_DEFAULT', undefined, 'node:path'],
  ])('given %s, then the task FAILED before it touched a channel', async (code, fingerprint, moduleUrl) => {
    const { url, definition } = await jobFile(`env.fromCollection([1]).discard();`);
    const local = localDeployments(definition, { moduleUrl: moduleUrl ?? url });
    const deployments = local.deployments.map((deployment) => ({
      ...deployment,
      plan: {
        ...deployment.plan,
        graph: { ...local.graph, fingerprint: fingerprint ?? local.graph.fingerprint },
      },
    }));

    const states = await run(deployments, local.memory.handle.doorbells, (all) => ended(all, 'FAILED') === 1);

    expect(states.map(({ state }) => state)).toEqual(['INITIALIZING', 'FAILED']);
    expect(states.at(-1)?.error?.code).toBe(code);
  });
});
