/** Who is told when an actor ends, in which order, and how often: once. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../io/sim/index.ts';
import { TestProbe } from '../testing/index.ts';
import type { Props } from './actor.ts';
import { ActorSystem } from './actor-system.ts';
import { TerminatedNotice } from './control-message.ts';

function setting(): { world: SimWorld; system: ActorSystem } {
  const world = new SimWorld();
  return { world, system: ActorSystem.create({ name: 'rivulet', io: world.node('a') }) };
}

const idle: Props<unknown> = {
  create: () => ({
    receive: (message) => {
      if (message === 'boom') throw new Error('boom');
    },
  }),
};

describe('death watch', () => {
  it('33: given a watch before, and another after the death, then each watcher is told exactly once', async () => {
    const { world, system } = setting();
    const ref = system.spawn(idle, 'a');
    const [before, after] = [new TestProbe(system), new TestProbe(system)];
    before.watch(ref);
    before.watch(ref);
    await world.settle();

    system.stop(ref);
    await world.settle();
    after.watch(ref);
    await world.settle();

    expect(before.deaths).toEqual(['/user/a']);
    expect(after.deaths).toEqual(['/user/a']);
  });

  it('33: given a path where nobody ever was, when watched, then the death is told as unconfirmed', async () => {
    const { world, system } = setting();
    const nobody = system.refTo(system.address, '/user/nobody', 42);
    const notices: boolean[] = [];
    system.spawn<unknown>({
      create: (context) => ({
        preStart: () => context.watch(nobody),
        receive: () => {},
        actorTerminated: (_ref, { existenceConfirmed }) => void notices.push(existenceConfirmed),
      }),
    });

    await world.settle();

    expect(notices).toEqual([false]);
  });

  it('34: given three watchers of which one unwatched, then two are told', async () => {
    const { world, system } = setting();
    const ref = system.spawn(idle);
    const probes = [1, 2, 3].map(() => new TestProbe(system));
    for (const probe of probes) probe.watch(ref);
    probes[1]?.unwatch(ref);
    await world.settle();

    system.stop(ref);
    await world.settle();

    expect(probes.map((probe) => probe.deaths.length)).toEqual([1, 0, 1]);
  });

  it('35: given a restart, then watchers are not told', async () => {
    const { world, system } = setting();
    const ref = system.spawn(idle);
    const probe = new TestProbe(system);
    probe.watch(ref);

    ref.tell('boom');
    await world.settle();

    expect(probe.deaths).toEqual([]);
  });

  it('36: given a death notice already queued, when unwatched, then it is not delivered', async () => {
    const { world, system } = setting();
    const ref = system.spawn(idle);
    const notices: string[] = [];
    const watcher = system.spawn<number>({
      create: (context) => ({
        preStart: () => context.watch(ref),
        receive: (message) => {
          if (message === 17) context.unwatch(ref);
        },
        actorTerminated: () => void notices.push('told'),
      }),
    });
    await world.settle();

    // More than one turn's worth: the death comes in between, its notice waits behind message 20.
    for (let i = 0; i < 20; i++) watcher.tell(i);
    system.stop(ref);
    await world.settle();

    expect(notices).toEqual([]);
  });

  it('37: given a watcher without a hook for it, when the other dies, then it fails with ACTOR_DEATH_PACT', async () => {
    const { world, system } = setting();
    const ref = system.spawn(idle, 'watched');
    const causes: unknown[] = [];
    system.spawn<unknown>(
      {
        create: (context) => ({
          preStart: () => context.watch(ref),
          receive: () => {},
          postStop: (cause) => void causes.push(cause),
        }),
      },
      'watcher',
    );
    await world.settle();

    system.stop(ref);
    await world.settle();

    expect(causes).toMatchObject([
      {
        code: 'ACTOR_DEATH_PACT',
        details: { actor: '/user/watcher', dead: 'rivulet://rivulet/user/watched' },
      },
    ]);
  });

  it('38: given watchWith, when the other dies, then the chosen message comes instead', async () => {
    const { world, system } = setting();
    const ref = system.spawn(idle);
    const received: unknown[] = [];
    system.spawn<string>({
      create: (context) => ({
        preStart: () => context.watchWith(ref, 'it is gone'),
        receive: (message) => void received.push(message),
      }),
    });
    await world.settle();

    system.stop(ref);
    await world.settle();

    expect(received).toEqual(['it is gone']);
  });

  it('39: given a forged notice of a living actor, then nothing is delivered and the watch holds', async () => {
    const { world, system } = setting();
    const ref = system.spawn(idle, 'a');
    const probe = new TestProbe(system);
    probe.watch(ref);
    await world.settle();

    probe.ref.tell(new TerminatedNotice(ref, true, false));
    await world.settle();
    expect(probe.deaths).toEqual([]);
    system.stop(ref);
    await world.settle();

    expect(probe.deaths).toEqual(['/user/a']);
  });
});
