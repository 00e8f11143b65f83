/** Programs of all kinds on an embedded cluster of two TaskManagers: what the API promises is what comes out. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Configuration } from './config/index.ts';
import { MiniCluster } from './mini-cluster.ts';

const API = JSON.stringify(new URL('../../api/src/index.ts', import.meta.url).pathname);
const folder = mkdtempSync(join(tmpdir(), 'rivulet-mini-'));
let cluster: MiniCluster;
let jobCount = 0;

beforeAll(async () => {
  cluster = await MiniCluster.start({ taskManagers: 2, slotsPerTaskManager: 2 });
});

afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function moduleWith(body: string): URL {
  const file = join(folder, `job-${jobCount++}.ts`);
  const imports = `import { AsyncDataStream, defineJob, GlobalWindows } from ${API};\n`;
  writeFileSync(
    file,
    `${imports}export default defineJob({ name: 'test' }, (env, args) => {\n${body}\n});\n`,
  );
  return pathToFileURL(file);
}

/** The lines a program writes with `.writeText(out)`, sorted. */
async function linesOf(program: string, parallelism = 4): Promise<readonly string[]> {
  const output = join(folder, `out-${jobCount}`);
  const module = moduleWith(`const out = ${JSON.stringify(output)};\n${program}`);
  await (await cluster.submit(module, { parallelism })).result();
  return readdirSync(output)
    .flatMap((part) => readFileSync(join(output, part), 'utf8').split('\n').filter(Boolean))
    .toSorted();
}

describe('programs', () => {
  it('given map, filter, flatMap and rebalance, then each value passes once', async () => {
    const lines = await linesOf(
      'env.fromCollection([1, 2, 3, 4]).rebalance().map((n) => n * 10).filter((n) => n !== 30)' +
        '.flatMap((n) => [n, n + 1]).writeText(out);',
    );

    expect(lines).toEqual(['10', '11', '20', '21', '40', '41']);
  });

  it('given broadcast, then every subtask gets every value', async () => {
    const lines = await linesOf(`env.fromCollection(['a', 'b']).broadcast().map((v) => v).writeText(out);`);

    expect(lines).toEqual(['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b']);
  });

  it.each([
    [
      `keyBy((o) => o.who).sum('cents')`,
      '{"who":"ada","cents":14} {"who":"ada","cents":5} {"who":"bob","cents":7}',
    ],
    ['keyBy((o) => o.who).reduce((a, b) => (a.cents >= b.cents ? a : b)).map((o) => o.cents)', '5 7 9'],
    [
      'keyBy((o) => o.cents > 6).count()',
      '{"key":false,"count":1} {"key":true,"count":1} {"key":true,"count":2}',
    ],
  ])('given a running %s, then there is one update per value', async (fold, updates) => {
    const orders = `[{ who: 'ada', cents: 5 }, { who: 'bob', cents: 7 }, { who: 'ada', cents: 9 }]`;

    expect(await linesOf(`env.fromCollection(${orders}).${fold}.writeText(out);`, 2)).toEqual(
      updates.split(' '),
    );
  });

  it.each([
    [`count().map((c) => c.key + ' ' + c.count)`, ['0 334', '1 333', '2 333']],
    ['sum()', ['166167', '166500', '166833']],
    ['reduce((a, b) => Math.max(a, b))', ['997', '998', '999']],
  ])('given an end-of-stream window with %s, then there is one result per key', async (fold, results) => {
    const numbers = 'env.generate({ count: 1000 }, (i) => i).keyBy((i) => i % 3)';
    const program = `${numbers}.window(GlobalWindows.withEndOfStreamTrigger()).${fold}.writeText(out);`;

    expect(await linesOf(program, 2)).toEqual(results);
  });

  it('given united and connected streams across TaskManagers, then each value arrives once, by key', async () => {
    const lines = await linesOf(
      `const left = env.generate({ count: 400 }, (i) => i).union(env.generate({ count: 400 }, (i) => i + 400));\n` +
        `left.rescale().connect(env.fromCollection(['k1', 'k2'])).keyBy((i) => i % 3, (k) => Number(k.slice(1)))` +
        `.map((i) => 'n' + i, (k) => k).writeText(out);`,
      2,
    );

    expect(lines).toEqual(['k1', 'k2', ...Array.from({ length: 800 }, (_, i) => `n${i}`)].toSorted());
  });

  it('given asynchronous calls that take a while, then their results come in order and the job ends', async () => {
    const lines = await linesOf(
      `const later = (i) => new Promise((resolve) => setTimeout(() => resolve(['r' + i]), (i % 3) * 2));\n` +
        `const numbers = env.generate({ count: 40 }, (i) => i);\n` +
        `AsyncDataStream.orderedWait(numbers, later, { timeoutMs: 10_000, capacity: 8 }).writeText(out);`,
      1,
    );

    expect(lines).toEqual(Array.from({ length: 40 }, (_, i) => `r${i}`).toSorted());
  });

  it('given two sinks and a sharing group of its own, then both get everything', async () => {
    const lines = await linesOf(
      `const words = env.fromCollection(['诗', '𠮷', 'e\u0301']);\n` +
        `words.map((w) => w).setParallelism(2).slotSharingGroup('other').writeText(out + '-other');\nwords.writeText(out);`,
      2,
    );

    expect(lines).toEqual(['诗', '𠮷', 'e\u0301'].toSorted());
  });
});

describe('failures', () => {
  it('given a function that throws, then the result is that error and the cluster goes on', async () => {
    const module = moduleWith(
      `env.generate({ count: 10 }, (i) => i).map((i) => { if (i === 3) throw new RangeError('three'); return i; }).discard();`,
    );
    const job = await cluster.submit(module, { parallelism: 2 });

    await expect(job.result()).rejects.toMatchObject({ code: 'USER_FUNCTION_FAILED' });

    expect(await linesOf('env.fromCollection([1]).writeText(out);')).toEqual(['1']);
    // A job ends before the last of its slots is back.
    await expect.poll(async () => (await cluster.client.overview())['slots-available']).toBe(4);
  });

  it('given more parallelism than slots, then SLOT_INSUFFICIENT before anything is submitted', async () => {
    const module = moduleWith('env.generate({}, (i) => i).discard();');

    await expect(cluster.submit(module, { parallelism: 5 })).rejects.toMatchObject({
      code: 'SLOT_INSUFFICIENT',
    });
  });

  it('given tasks of a slot on one thread, then the results are the same', async () => {
    const configuration = new Configuration({ flags: ['taskmanager.task-threads=per-slot'] });
    await using other = await MiniCluster.start({ taskManagers: 2, slotsPerTaskManager: 1, configuration });
    const output = join(folder, 'per-slot');
    const module = moduleWith(
      `env.generate({ count: 10000 }, (i) => i).keyBy((i) => i % 2)` +
        `.window(GlobalWindows.withEndOfStreamTrigger()).count().writeText(${JSON.stringify(output)});`,
    );

    const { status } = await (await other.submit(module, { parallelism: 2 })).result();

    expect(status).toBe('FINISHED');
    const lines = readdirSync(output).flatMap((part) =>
      readFileSync(join(output, part), 'utf8').trim().split('\n'),
    );
    expect(lines.filter(Boolean).toSorted()).toEqual(['{"key":0,"count":5000}', '{"key":1,"count":5000}']);
  });
});
