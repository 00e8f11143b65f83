/** A cluster on virtual time, checked against itself: one seed is one run, to the last byte and the last turn. */
import { describe, expect, it } from 'vitest';
import type { ActorRef, Props } from '../actor/index.ts';

import { replayable, seeds } from './replayable.ts';
import { SimCluster, type SimClusterOptions } from './sim-cluster.ts';
import { TestProbe } from './test-probe.ts';

/** Passes a number on, one less, to somebody it knows. */
const relay: Props<{ left: number; to: readonly ActorRef[] }> = {
  create: () => ({
    receive: ({ left, to }) => {
      if (left > 0) to[left % to.length]?.tell({ left: left - 1, to });
    },
  }),
};

/** Three nodes that pass numbers around while links break, heal, and a node crashes and comes back. */
async function story(options: SimClusterOptions): Promise<{ hash: string; steps: number }> {
  const cluster = new SimCluster(options);
  const { world } = cluster;
  const random = world.node('world').random.fork('faults');
  const [a, b, c] = [await cluster.start('a'), await cluster.start('b'), await cluster.start('c')];
  const nodes = ['a', 'b', 'c'] as const;
  for (const system of [a, b, c]) for (const name of ['x', 'y']) system.spawn(relay, name);
  const everybody = nodes.flatMap((node) =>
    ['/user/x', '/user/y'].map((path) => a.refTo(cluster.addressOf(node), path, 0)),
  );
  const probe = new TestProbe(a, 'probe');
  probe.watch(a.refTo(cluster.addressOf('b'), '/user/x', 0));
  for (let round = 0; round < 10; round++) {
    for (const ref of everybody) ref.tell({ left: 5, to: everybody });
    await world.advance(random.integerBelow(20));
    const [from, to] = [random.integerBelow(3), random.integerBelow(3)].map((i) => nodes[i] ?? 'a');
    if (from === undefined || to === undefined || from === to) continue;
    if (random.next() < 0.5) world.network.reset(from, to);
    else {
      world.network.cut(from, to);
      await world.advance(random.integerBelow(3_000));
      world.network.heal(from, to);
    }
  }
  world.crash('c');
  await cluster.start('c');
  await world.advance(5_000);
  return { hash: world.hash, steps: world.steps };
}

describe('a cluster from a seed', () => {
  it.each(seeds(6))('given seed %i, then two runs agree in every step, under either schedule', (seed) =>
    replayable(import.meta.url, seed, async () => {
      for (const scheduling of ['fifo', 'random'] as const) {
        expect(await story({ seed, scheduling })).toEqual(await story({ seed, scheduling }));
      }
    }),
  );

  it('given other seeds or another schedule, then the runs differ', async () => {
    const runs = [
      await story({ seed: 1 }),
      await story({ seed: 2 }),
      await story({ seed: 1, scheduling: 'random' }),
      await story({ seed: 2, scheduling: 'random' }),
    ];

    expect(new Set(runs.map(({ hash }) => hash)).size).toBe(4);
  });

  it('given a difference of one message, then the hash tells', async () => {
    const run = async (message: string): Promise<string> => {
      const cluster = new SimCluster();
      const [a, b] = [await cluster.start('a'), await cluster.start('b')];
      const probe = new TestProbe(b, 'probe');
      a.refTo(cluster.addressOf('b'), '/user/probe', 0).tell(message);
      await cluster.world.runUntil(() => probe.messages.length === 1);
      return cluster.world.hash;
    };

    expect(await run('one')).toBe(await run('one'));
    expect(await run('one')).not.toBe(await run('two'));
  });
});
