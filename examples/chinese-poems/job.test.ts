/** Characters of Chinese poems, counted on an embedded cluster of two TaskManagers. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MiniCluster } from '@rivulet/client';
import { afterAll, expect, it } from 'vitest';

const JOB = new URL('./job.ts', import.meta.url);
const output = mkdtempSync(join(tmpdir(), 'rivulet-poems-'));

afterAll(() => {
  rmSync(output, { recursive: true });
});

it('given the Tang poems, then each character is counted once, and the most frequent are as expected', async () => {
  await using cluster = await MiniCluster.start({ taskManagers: 2, slotsPerTaskManager: 1 });

  await (await cluster.submit(JOB, { args: ['--output', output], parallelism: 2 })).result();

  const counts = readdirSync(output)
    .flatMap((part) => readFileSync(join(output, part), 'utf8').split('\n').filter(Boolean))
    .map((line) => line.split(' '))
    .map(([character = '', count]) => ({ character, count: Number(count) }));
  const top = counts
    .toSorted((a, b) => b.count - a.count || (a.character < b.character ? -1 : 1))
    .slice(0, 10);
  expect(new Set(counts.map(({ character }) => character)).size).toBe(counts.length);
  expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(23_252);
  expect(top.map(({ character, count }) => `${character} ${count}\n`).join('')).toBe(
    readFileSync(new URL('./expected-top.txt', import.meta.url), 'utf8'),
  );
});
