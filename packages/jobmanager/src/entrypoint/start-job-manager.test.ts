/** A whole JobManager with real doors: REST over real HTTP, a TaskManager in the same process, an orderly end. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { describe, expect, it } from 'vitest';
import { EXAMPLE_JOB_ID, exampleSubmission } from '../testing/example-job.ts';
import { FakeTaskExecutor } from '../testing/fake-task-executor.ts';
import { DEFAULT_JOB_MANAGER_CONFIG, type JobManagerConfig } from './job-manager-config.ts';
import { RIVULET_VERSION } from './rivulet-version.ts';
import { startJobManager } from './start-job-manager.ts';

const io = openNodeIo({ logLevel: 'silent' });
const CONFIG: JobManagerConfig = {
  ...DEFAULT_JOB_MANAGER_CONFIG,
  rest: { host: '127.0.0.1', port: 0 },
  blobDirectory: join(tmpdir(), `rivulet-blobs-${process.pid}`),
};

describe('a JobManager process', () => {
  it('given port 0, when a job is posted over HTTP, then it runs on a registered TaskManager until cancelled', async () => {
    await using jobManager = await startJobManager(CONFIG, io);
    const { host, port } = jobManager.restAddress ?? { host: '', port: 0 };
    const url = `http://${host}:${port}`;
    const taskExecutor = new FakeTaskExecutor(jobManager.controlPlane.service, {
      name: 'tm-a',
      slotCount: 2,
    });
    taskExecutor.start();
    await taskExecutor.register();

    const form = new FormData();
    form.set('request', new Blob([JSON.stringify(exampleSubmission())]), 'request.json');
    form.set('bundle', new Blob(['export default 1;\n']), 'bundle.mjs');
    const posted = await fetch(`${url}/v1/jobs`, { method: 'POST', body: form });
    expect(await posted.json()).toEqual({ jobUrl: `/jobs/${EXAMPLE_JOB_ID}` });
    await until(() => taskExecutor.tasks.length === 4);
    const module = taskExecutor.tasks[0]?.descriptor.module;
    const blob = await fetch(`${url}/blobs/${module?.kind === 'blob' ? module.key : ''}`);
    expect(await blob.text()).toBe('export default 1;\n');

    await fetch(`${url}/jobs/${EXAMPLE_JOB_ID}?mode=cancel`, { method: 'PATCH' });
    await until(() => taskExecutor.freeSlotCount === 2);

    const status = await fetch(`${url}/jobs/${EXAMPLE_JOB_ID}/status`);
    expect(await status.json()).toEqual({ status: 'CANCELED' });
  });

  it('given a running JobManager, when the cluster is deleted over HTTP, then it ends in order', async () => {
    await using jobManager = await startJobManager(CONFIG, io);
    const { host, port } = jobManager.restAddress ?? { host: '', port: 0 };

    const answer = await fetch(`http://${host}:${port}/cluster`, { method: 'DELETE' });

    expect(answer.status).toBe(200);
    await jobManager.terminated;
    await expect(fetch(`http://${host}:${port}/overview`)).rejects.toThrow('fetch failed');
  });

  it('given a job, when it is closed twice, then once: no more requests, then the job’s bundle, then the actors', async () => {
    const seen: unknown[] = [];
    let url = '';
    const remove = async (path: string): Promise<void> => {
      const actorsLive = jobManager.controlPlane.system.snapshot().length > 1;
      seen.push({ rest: await reachable(`${url}/overview`), actorsLive });
      await io.storage.remove(path);
    };
    const storage = new Proxy(io.storage, {
      get: (target, name: keyof typeof io.storage) => (name === 'remove' ? remove : bound(target, name)),
    });
    const jobManager = await startJobManager(CONFIG, { ...io, storage });
    url = `http://127.0.0.1:${jobManager.restAddress?.port}`;
    const form = new FormData();
    form.set('request', new Blob([JSON.stringify(exampleSubmission())]), 'request.json');
    form.set('bundle', new Blob(['export default 1;\n']), 'bundle.mjs');
    await fetch(`${url}/v1/jobs`, { method: 'POST', body: form });

    const [first, second] = [jobManager.close(), jobManager.close()];
    await first;

    expect(first).toBe(second);
    expect(seen).toEqual([{ rest: false, actorsLive: true }]);
    expect(jobManager.controlPlane.system.snapshot().map(({ state }) => state)).toEqual(['terminated']);
  });

  it('given a port that is taken, when it starts, then REST_BIND_FAILED names it and nothing is left open', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };

    const starting = startJobManager({ ...CONFIG, rest: { host: '127.0.0.1', port } }, io);

    await expect(starting).rejects.toMatchObject({
      code: 'REST_BIND_FAILED',
      details: { address: `127.0.0.1:${port}` },
    });
    await new Promise((resolve) => taken.close(resolve));
  });

  it('given an address others can reach and no secret, when it starts, then REST_SECRET_REQUIRED', async () => {
    const starting = startJobManager({ ...CONFIG, rest: { host: '0.0.0.0', port: 0 } }, io);

    await expect(starting).rejects.toMatchObject({ code: 'REST_SECRET_REQUIRED' });
  });

  it('given the packages, when the version is shown, then it is theirs', () => {
    const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');

    expect((JSON.parse(manifest) as { version: string }).version).toBe(RIVULET_VERSION);
  });
});

/** Real time: gives the event loop its turns until `done`; the test's own time limit is the bound. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
}

async function reachable(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

/** A method of an object with private fields, for a proxy before it. */
function bound<T extends object>(target: T, name: keyof T): unknown {
  const value: unknown = target[name];
  return typeof value === 'function' ? value.bind(target) : value;
}
