/** Word count on an embedded cluster gives what a plain count gives, however wide it runs. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MiniCluster } from '@rivulet/client';
import { afterAll, describe, expect, it } from 'vitest';

const JOB = new URL('./job.ts', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'rivulet-word-count-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What the job should give, counted in the plainest way. */
function countedPlainly(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.match(/[A-Za-z]+/g) ?? []) {
    const key = word.toLowerCase();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function linesOf(output: string): readonly string[] {
  return readdirSync(output).flatMap((part) =>
    readFileSync(join(output, part), 'utf8').split('\n').filter(Boolean),
  );
}

function linesOfCounts(counts: ReadonlyMap<string, number>): readonly string[] {
  return [...counts].map(([word, count]) => `${word} ${count}`);
}

const ALICE = countedPlainly(readFileSync(new URL('./data/alice.txt', import.meta.url), 'utf8'));

describe('word count', () => {
  it.each([
    { parallelism: 1, taskManagers: 1, slots: 1 },
    { parallelism: 2, taskManagers: 1, slots: 2 },
    { parallelism: 2, taskManagers: 2, slots: 1 },
    { parallelism: 4, taskManagers: 2, slots: 2 },
  ])(
    'given parallelism $parallelism on $taskManagers TaskManagers, then each word is counted once',
    async ({ parallelism, taskManagers, slots }) => {
      const output = join(folder, `${parallelism}-${taskManagers}`);
      await using cluster = await MiniCluster.start({ taskManagers, slotsPerTaskManager: slots });

      const job = await cluster.submit(JOB, { args: ['--output', output], parallelism });
      const { status } = await job.result();

      expect(status).toBe('FINISHED');
      expect(readdirSync(output)).toHaveLength(parallelism);
      expect(linesOf(output).toSorted()).toEqual(linesOfCounts(ALICE).toSorted());
    },
  );

  it('given the expected output beside the job, then it is the ten most frequent words', () => {
    const expected = readFileSync(new URL('./expected-top.txt', import.meta.url), 'utf8');
    const top = [...ALICE].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, 10);

    expect(
      linesOfCounts(new Map(top))
        .map((line) => `${line}\n`)
        .join(''),
    ).toBe(expected);
  });

  it('given --updates, then there is one running count per word, and the last ones are the counts', async () => {
    const input = join(folder, 'small.txt');
    const output = join(folder, 'updates');
    writeFileSync(input, "It was I; it WAS not Kelvin's \u212A.\nIt!\n");
    await using cluster = await MiniCluster.start({ slotsPerTaskManager: 2 });

    const args = ['--input', input, '--output', output, '--updates'];
    await (await cluster.submit(JOB, { args, parallelism: 2 })).result();

    expect(linesOf(output).toSorted()).toEqual(
      ['i 1', 'it 1', 'it 2', 'it 3', 'kelvin 1', 'not 1', 's 1', 'was 1', 'was 2'].toSorted(),
    );
  });
});
