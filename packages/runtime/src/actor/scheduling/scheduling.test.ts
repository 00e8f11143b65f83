/** Whose turn is next: first come first served, any order from a seed, or the order of an earlier run. */
import { describe, expect, it } from 'vitest';
import { SeededRandom, SimWorld } from '../../io/sim/index.ts';
import { replayable, seeds } from '../../testing/index.ts';
import type { ActorRef } from '../actor-ref.ts';
import { ActorSystem } from '../actor-system.ts';
import { RandomScheduling } from './random-scheduling.ts';
import { ReplayScheduling } from './replay-scheduling.ts';
import type { SchedulingPolicy } from './scheduling-policy.ts';

const ACTORS = 5;
const ROUNDS = 20;

/** Actors that each count to `ROUNDS` by telling themselves; the order in which they did. */
async function race(policy: SchedulingPolicy | undefined): Promise<string[]> {
  const world = new SimWorld();
  const scheduling = policy === undefined ? {} : { scheduling: policy };
  const system = ActorSystem.create({ name: 'rivulet', io: world.node('a'), throughput: 1, ...scheduling });
  const order: string[] = [];
  const runner = (name: string): ActorRef<number> =>
    system.spawn<number>(
      {
        create: (context) => ({
          receive: (count) => {
            order.push(`${name}${count}`);
            if (count < ROUNDS) context.self.tell(count + 1);
          },
        }),
      },
      name,
    );
  const runners = Array.from({ length: ACTORS }, (_, i) => runner(String.fromCharCode(97 + i)));
  await world.settle();
  for (const ref of runners) ref.tell(1);
  await world.settle();
  return order;
}

describe('whose turn is next', () => {
  it('given no policy, then actors take turns in the order in which they became ready', async () => {
    const order = await race(undefined);

    expect(order.slice(0, 7)).toEqual(['a1', 'b1', 'c1', 'd1', 'e1', 'a2', 'b2']);
    expect(order).toHaveLength(ACTORS * ROUNDS);
  });

  it.each(seeds(5))(
    'given the random order of seed %i, then it repeats, and each actor keeps its own',
    (seed) =>
      replayable(import.meta.url, seed, async () => {
        const random = (): RandomScheduling => new RandomScheduling(new SeededRandom(`turns ${seed}`));

        const [first, again] = [await race(random()), await race(random())];

        expect(again).toEqual(first);
        const ofA = first.filter((step) => step.startsWith('a'));
        expect(ofA).toEqual(Array.from({ length: ROUNDS }, (_, i) => `a${i + 1}`));
      }),
  );

  it('given many seeds, then many orders are explored', async () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 20; seed++) {
      const order = await race(new RandomScheduling(new SeededRandom(`turns ${seed}`)));
      orders.add(order.join(' '));
    }

    expect(orders.size).toBe(20);
  });

  it('given the choices of an earlier run, then that run is repeated; given none, then arrival decides', async () => {
    const random = new RandomScheduling(new SeededRandom('any'));

    const first = await race(random);

    expect(random.choices.length).toBeGreaterThan(50);
    expect(await race(new ReplayScheduling(random.choices))).toEqual(first);
    expect(await race(new ReplayScheduling([]))).toEqual(await race(undefined));
  });
});
