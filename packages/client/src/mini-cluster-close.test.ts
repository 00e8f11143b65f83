/** Closing an embedded cluster at bad moments: its close resolves, and no thread that it ever started is left. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Io, Thread } from '@rivulet/runtime/io';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { afterAll, expect, it } from 'vitest';
import { MiniCluster } from './mini-cluster.ts';

const folder = mkdtempSync(join(tmpdir(), 'rivulet-close-'));
/** A worker that is terminated exits with 1, one that ends by itself with 0. */
const TERMINATED = 1;

afterAll(() => rmSync(folder, { recursive: true }));

it('given a user function that never returns, when the cluster is closed, then its thread is ended by force', async () => {
  const { io, spawned } = watchedIo();
  const cluster = await MiniCluster.start({ io });
  const mark = join(folder, 'spins');
  await cluster.submit(
    moduleWith(
      `const { writeFileSync } = process.getBuiltinModule('node:fs');
       env.generate({}, () => { writeFileSync(${JSON.stringify(mark)}, ''); for (;;); }).discard();`,
    ),
  );
  await expect.poll(() => existsSync(mark), { timeout: 60_000 }).toBe(true);

  await cluster[Symbol.asyncDispose]();

  const task = spawned.find(({ name }) => name.startsWith('Source'));
  await expect(task?.exited).resolves.toMatchObject({ code: TERMINATED });
}, 120_000);

it('given tasks whose threads have just begun, when the cluster is closed, then none of them is left', async () => {
  const { io, spawned } = watchedIo();
  const cluster = await MiniCluster.start({ io, taskManagers: 2 });
  await cluster.submit(moduleWith('env.generate({}, (i) => i).keyBy((i) => i).count().discard();'), {
    parallelism: 2,
  });
  await expect.poll(() => spawned.length, { timeout: 60_000 }).toBeGreaterThan(2);

  await cluster[Symbol.asyncDispose]();

  await expect(Promise.all(spawned.map(({ exited }) => exited))).resolves.toHaveLength(spawned.length);
}, 120_000);

/** The real doors, and every thread that was started through them. */
function watchedIo(): { io: Io; spawned: Thread[] } {
  const io = openNodeIo({ logLevel: 'silent' });
  const spawned: Thread[] = [];
  const spawn: Io['threads']['spawn'] = (entry, options) => {
    const thread = io.threads.spawn(entry, options);
    spawned.push(thread);
    return thread;
  };
  return { io: { ...io, threads: { spawn } }, spawned };
}

let moduleCount = 0;
function moduleWith(body: string): URL {
  const file = join(folder, `job-${moduleCount++}.mjs`);
  writeFileSync(file, `export default { kind: 'rivulet-job', name: 'test', build(env) {\n${body}\n} };\n`);
  return pathToFileURL(file);
}
