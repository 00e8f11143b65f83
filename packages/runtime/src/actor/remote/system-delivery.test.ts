/** Watches and deaths over links that break at any moment. They carry no numbers and no acknowledgements: within one
 *  connection nothing is lost or doubled, and after a break the whole state is sent again, so what counts is the sum.
 *  Here the sum is held to its promise: every death is told once to whoever watches, and to nobody else. */
import { describe, expect, it } from 'vitest';
import { replayable, seeds, SimCluster, TestProbe } from '../../testing/index.ts';
import type { Props } from '../actor.ts';
import type { ActorRef } from '../actor-ref.ts';
import type { ActorSystem } from '../actor-system.ts';
import type { SystemEvent } from '../event-stream.ts';

type Order = { readonly watch: boolean; readonly subject: ActorRef };
type Step = 'watch' | 'unwatch' | 'death';

/** Does as ordered and writes down what happened to it, per subject. */
function watcher(log: Map<string, Step[]>): Props<Order> {
  const note = (subject: ActorRef, step: Step): void => {
    log.set(subject.path, [...(log.get(subject.path) ?? []), step]);
  };
  return {
    create: (context) => ({
      receive: ({ watch, subject }) => {
        note(subject, watch ? 'watch' : 'unwatch');
        if (watch) context.watch(subject);
        else context.unwatch(subject);
      },
      actorTerminated: (subject) => note(subject, 'death'),
    }),
  };
}

/** @returns what is wrong with one watcher's story of one subject */
function wrongIn(steps: readonly Step[], dead: boolean): string | undefined {
  let watching = false;
  for (const step of steps) {
    if (step === 'death' && !watching) return `told of a death it does not watch: ${steps.join(' ')}`;
    watching = step === 'watch';
  }
  return watching && dead ? `never told: ${steps.join(' ')}` : undefined;
}

describe('watches over links that break', () => {
  it.each(seeds(12))(
    '65: given breaks and cuts of seed %i, then every death is told once to whoever watches',
    (seed) =>
      replayable(import.meta.url, seed, async () => {
        const cluster = new SimCluster({ seed, scheduling: 'random', network: { chunkMaxBytes: 40 } });
        const { world } = cluster;
        const random = world.node('world').random.fork('faults');
        const [a, b] = [await cluster.start('a'), await cluster.start('b')];
        const lost: SystemEvent[] = [];
        a.eventStream.subscribe('peerLost', (event) => lost.push(event));
        const logs = Array.from({ length: 4 }, () => new Map<string, Step[]>());
        const watchers = logs.map((log) => a.spawn(watcher(log)));
        const subjects = Array.from({ length: 12 }, (_, i) => spawnSubject(b, `s${i}`));
        const remotes = subjects.map((ref) => a.refTo(b.address, ref.path, ref.uid));
        const dead = new Set<string>();

        for (let round = 0; round < 150; round++) {
          const [i, choice] = [random.integerBelow(subjects.length), random.next()];
          const [subject, remote] = [subjects[i], remotes[i]];
          if (subject === undefined || remote === undefined) continue;
          if (choice < 0.7) watchers[random.integerBelow(4)]?.tell({ watch: choice < 0.5, subject: remote });
          else if (choice < 0.75) {
            b.stop(subject);
            dead.add(subject.path);
          } else if (choice < 0.85) world.network.reset('a', 'b');
          else if (choice < 0.87) world.network.delay('a', 'b', random.next() * 300);
          else if (choice < 0.89) world.network.delay('b', 'a', random.next() * 300);
          else if (choice < 0.95) await world.advance(random.next() * 5);
          else {
            const [from, to] = random.next() < 0.5 ? ['a', 'b'] : ['b', 'a'];
            world.network.cut(from, to);
            await world.advance(random.integerBelow(4_000));
            world.network.heal(from, to);
            // Or cuts in a row would sum up to a silence.
            await world.advance(1_500);
          }
        }
        await world.advance(30_000);

        const wrong = logs.flatMap((log) =>
          [...log]
            .map(([path, steps]) => wrongIn(steps, dead.has(path)))
            .filter((text) => text !== undefined),
        );
        expect(wrong).toEqual([]);
        expect(lost).toEqual([]);
        expect(dead.size).toBeGreaterThan(0);
      }),
  );

  it('65: given more system messages than may wait, then the peer is lost and its deaths are told at once', async () => {
    const cluster = new SimCluster({ network: { windowBytes: 1_000 } });
    const a = await cluster.start('a', { controlQueueLimitBytes: 5_000 });
    const b = await cluster.start('b');
    const probe = new TestProbe(a, 'probe');
    const lost: SystemEvent[] = [];
    a.eventStream.subscribe('peerLost', (event) => lost.push(event));
    const subjects = Array.from({ length: 100 }, (_, i) => spawnSubject(b, `s${i}`));
    const remotes = subjects.map((ref) => a.refTo(b.address, ref.path, ref.uid));
    probe.watch(remotes[0] ?? probe.ref);
    await cluster.world.advance(100);

    cluster.world.network.cut('a', 'b');
    for (const remote of remotes) probe.watch(remote);
    await cluster.world.settle();

    expect(lost).toMatchObject([{ reason: 'more than 5000 bytes of system messages wait for it' }]);
    expect(probe.deaths.length).toBeGreaterThan(40);
    cluster.world.network.heal('a', 'b');
    await cluster.world.advance(5_000);
    const late = new TestProbe(a);
    late.watch(remotes[99] ?? probe.ref);
    b.stop(subjects[99] ?? probe.ref);
    await cluster.world.advance(1_000);
    expect(late.deaths).toEqual(['/user/s99']);
  });
});

function spawnSubject(system: ActorSystem, name: string): ActorRef {
  return system.spawn<unknown>({ create: () => ({ receive: () => {} }) }, name);
}
