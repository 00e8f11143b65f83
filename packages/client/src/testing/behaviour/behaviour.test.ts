/** Runs every behaviour on the test driver and on embedded clusters: one and two TaskManagers, parallelism 1 and 3.
 *  A cluster runs many behaviours as one job, so the suite stays quick. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestBuild, TestDriver } from '@rivulet/api/testing';
import { Configuration, MiniCluster } from '../../index.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { type BehaviourCase, MAIN_INPUT } from './behaviour-case.ts';
import { BEHAVIOUR_CASES } from './behaviour-cases.ts';

const CASES_PER_JOB = 24;
const folder = mkdtempSync(join(tmpdir(), 'rivulet-behaviour-'));

afterAll(() => rmSync(folder, { recursive: true }));

describe('on the test driver', () => {
  it.each(BEHAVIOUR_CASES.map((one) => [one.title, one] as const))(
    '%s',
    (_title, { steps, pipeline, expected }) => {
      const driver = new TestDriver(pipeline as TestBuild<unknown, unknown>);
      for (const step of steps) {
        if ('watermark' in step) driver.pushWatermark(step.watermark, step.on);
        else driver.pushTo(step.on ?? MAIN_INPUT, step.value, step.timestamp ?? 0);
      }
      driver.end();

      expect(sorted(driver.output)).toEqual(sorted(expected));
    },
  );

  it('given the list of cases, then no title is there twice', () => {
    const titles = BEHAVIOUR_CASES.map(({ title }) => title);

    expect(titles).toEqual([...new Set(titles)]);
  });
});

describe.each([
  [1, 1],
  [1, 3],
  [2, 3],
])('on a cluster of %i TaskManagers, parallelism %i', (taskManagers, parallelism) => {
  it('given all cases, then each has the results it has on the driver', async () => {
    const output = join(folder, `${taskManagers}-${parallelism}`);
    // One thread for all tasks of a slot: some hundred tasks would else be as many threads.
    const configuration = new Configuration({ flags: ['taskmanager.task-threads=per-slot'] });
    await using cluster = await MiniCluster.start({ taskManagers, slotsPerTaskManager: 3, configuration });
    for (let from = 0; from < BEHAVIOUR_CASES.length; from += CASES_PER_JOB) {
      const args = ['--from', String(from), '--to', String(from + CASES_PER_JOB), '--output', output];
      const job = await cluster.submit(new URL('./job.ts', import.meta.url), { parallelism, args });
      await job.result();
    }

    const results = BEHAVIOUR_CASES.map(({ title }, i) => ({
      title,
      seen: linesOf(join(output, String(i))),
    }));
    expect(results).toEqual(
      BEHAVIOUR_CASES.map(({ title, expected }) => ({ title, seen: sorted(expected) })),
    );
  }, 120_000);
});

function linesOf(output: string): readonly string[] {
  if (!existsSync(output)) return ['nothing was written'];
  return readdirSync(output)
    .flatMap((part) => readFileSync(join(output, part), 'utf8').split('\n').filter(Boolean))
    .toSorted();
}

function sorted(values: BehaviourCase['expected']): readonly string[] {
  return values.map((value) => JSON.stringify(value)).toSorted();
}
