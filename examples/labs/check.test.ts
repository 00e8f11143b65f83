/** What `pnpm lab <number> --check` runs: one test for each exercise of the lab named by the environment. */
import { describe, expect, it } from 'vitest';
import { exercisesOf, type Lab, workOf } from './exercise.ts';

const lab = (process.env['RIVULET_LAB'] ?? '01-threads') as Lab;
const exercises = await exercisesOf(lab);

describe(`lab ${lab}`, () => {
  it.each(exercises.map(({ title, check }) => [title, check] as const))('%s', async (_, check) => {
    const missing = await check(await workOf(lab, '.'));

    if (missing !== undefined) expect.fail(missing);
  });
});
