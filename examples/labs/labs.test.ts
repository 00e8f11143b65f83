/** Every exercise of every lab: solved by the solution, not by the untouched start. */
import { describe, expect, it } from 'vitest';
import { exercisesOf, LABS, workOf } from './exercise.ts';

const TIMEOUT_MS = 240_000;

describe.each(LABS)('lab %s', async (lab) => {
  const exercises = await exercisesOf(lab);

  it('given the lab, then it has three exercises', () => {
    expect(exercises).toHaveLength(3);
  });

  it.each(exercises.map(({ title, check }) => [title, check] as const))(
    'given "%s", then the solution solves it and the untouched start does not',
    async (_, check) => {
      expect(await check(await workOf(lab, 'solution'))).toBeUndefined();
      expect(await check(await workOf(lab, '.'))).toEqual(expect.any(String));
    },
    TIMEOUT_MS,
  );
});
