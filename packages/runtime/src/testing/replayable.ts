/** Tests from seeds. `seeds(n)` gives the seeds to run, or the one that `RIVULET_SEED` names; `replayable` makes a
 *  failure tell its seed and the one command that repeats it. Everything random in such a test comes from the seed. */

const SEED_VARIABLE = 'RIVULET_SEED';

/** Seeds from 1 on, or the one in `RIVULET_SEED`.
 *  @param count at least so many; `RIVULET_SEEDS` asks for more, for long runs by hand */
export function seeds(count: number): readonly number[] {
  const wanted = process.env[SEED_VARIABLE];
  if (wanted !== undefined) return [Number(wanted)];
  const wantedCount = Number(process.env['RIVULET_SEEDS'] ?? 0);
  return Array.from({ length: Math.max(count, wantedCount) }, (_, i) => i + 1);
}

/** Runs `test`; what it throws says how to see it again. @param testUrl `import.meta.url` of the test file */
export async function replayable<T>(testUrl: string, seed: number, test: () => T | Promise<T>): Promise<T> {
  try {
    return await test();
  } catch (error) {
    const command = replayCommand(testUrl, seed);
    // The same error, so that the runner still shows its difference and its place.
    if (error instanceof Error) error.message += `\n\nseed ${seed}; again with: ${command}`;
    throw error;
  }
}

export function replayCommand(testUrl: string, seed: number): string {
  const path = new URL(testUrl).pathname;
  return `${SEED_VARIABLE}=${seed} npx -y pnpm test ${path.slice(path.lastIndexOf('/packages/') + 1)}`;
}
