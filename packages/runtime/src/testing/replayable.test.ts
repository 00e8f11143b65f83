/** A failure that comes from a seed can be seen again. */
import { describe, expect, it } from 'vitest';
import { replayable, replayCommand, seeds } from './replayable.ts';

const url = 'file:///home/me/rivulet/packages/runtime/src/actor/x.test.ts';

describe('tests from seeds', () => {
  it('given a test that fails, then its error tells the seed and the command that repeats it', async () => {
    const failing = replayable(url, 17, () => expect(1, 'counting').toBe(2));

    await expect(failing).rejects.toThrow(
      /counting[^]*seed 17; again with: RIVULET_SEED=17 npx -y pnpm test packages\/runtime\/src\/actor\/x\.test\.ts/,
    );
  });

  it('given a test that passes, then its result comes back', async () => {
    expect(await replayable(url, 1, async () => 'fine')).toBe('fine');
    expect(replayCommand(url, 3)).toBe(
      'RIVULET_SEED=3 npx -y pnpm test packages/runtime/src/actor/x.test.ts',
    );
  });

  it('given RIVULET_SEED, then only that seed runs; given RIVULET_SEEDS, then more do', () => {
    const before = { ...process.env };
    try {
      delete process.env['RIVULET_SEED'];
      delete process.env['RIVULET_SEEDS'];
      expect(seeds(3)).toEqual([1, 2, 3]);
      process.env['RIVULET_SEEDS'] = '5';
      expect(seeds(3)).toHaveLength(5);
      process.env['RIVULET_SEED'] = '42';
      expect(seeds(3)).toEqual([42]);
    } finally {
      process.env = before;
    }
  });
});
