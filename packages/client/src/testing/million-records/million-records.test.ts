/** Windows and keys over a million records out of order equal a straightforward computation, at any parallelism.
 *  One seed here; RIVULET_SEEDS=20 runs twenty. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MiniCluster } from '../../mini-cluster.ts';
import { referenceResults } from './reference-results.ts';

const COUNT = 1_000_000;
const seedCount = Number(process.env['RIVULET_SEEDS'] ?? 1);
const seeds = Array.from({ length: seedCount }, (_, seed) => seed);
const folder = mkdtempSync(join(tmpdir(), 'rivulet-million-'));

afterAll(() => rmSync(folder, { recursive: true }));

describe.each([1, 2, 4])('a million records at parallelism %i', (parallelism) => {
  it.each(seeds)(
    'given disorder of seed %i, then each window has the sum of its records',
    async (seed) => {
      const output = join(folder, `${parallelism}-${seed}`);
      await using cluster = await MiniCluster.start({ taskManagers: 2, slotsPerTaskManager: 2 });
      const args = ['--count', String(COUNT), '--seed', String(seed), '--output', output];
      const job = await cluster.submit(new URL('./job.ts', import.meta.url), { parallelism, args });
      await job.result();

      const lines = readdirSync(output)
        .flatMap((sink) => readdirSync(join(output, sink)).map((part) => join(output, sink, part)))
        .flatMap((file) => readFileSync(file, 'utf8').split('\n').filter(Boolean))
        .toSorted();
      const expected = referenceResults(COUNT, seed);
      expect(lines.length).toBe(expected.length);
      expect(lines.find((line, i) => line !== expected[i])).toBeUndefined();
    },
    300_000,
  );
});
