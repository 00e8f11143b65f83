/** Subscribing to what happens in a system, dead letters and their reasons among it. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../io/sim/index.ts';
import { TestProbe } from '../testing/index.ts';
import { ActorSystem } from './actor-system.ts';

function setting(): { world: SimWorld; system: ActorSystem } {
  const world = new SimWorld();
  return { world, system: ActorSystem.create({ name: 'rivulet', io: world.node('a') }) };
}

describe('event stream and dead letters', () => {
  it('48: given a subscriber that stopped, then the event stream drops it', async () => {
    const { world, system } = setting();
    const probe = new TestProbe(system);
    system.eventStream.subscribe('deadLetter', probe.ref);
    const nobody = system.refTo(system.address, '/user/nobody', 0);
    nobody.tell('one');
    await world.settle();
    expect(probe.messages).toMatchObject([{ kind: 'deadLetter', message: 'one', reason: 'notFound' }]);

    system.stop(probe.ref);
    await world.settle();
    nobody.tell('two');

    expect(system.eventStream.subscriberCount('deadLetter')).toBe(0);
  });

  it('case 48, clone bug 763: given an actor that is dead already, when it is subscribed, then it is dropped at once', async () => {
    const { world, system } = setting();
    const probe = new TestProbe(system);
    system.stop(probe.ref);
    await world.settle();

    system.eventStream.subscribe('deadLetter', probe.ref);
    system.eventStream.subscribe('actorFailed', probe.ref);
    await world.settle();

    expect(system.eventStream.subscriberCount('deadLetter')).toBe(0);
    expect(system.eventStream.subscriberCount('actorFailed')).toBe(0);
  });

  it('given a flood of dead letters, then all are counted by reason and ten are logged', () => {
    const { world, system } = setting();
    const nobody = system.refTo(system.address, '/user/nobody', 0);

    for (let i = 0; i < 25; i++) nobody.tell(i);

    expect(system.deadLetters.counts()).toEqual({ notFound: 25 });
    expect(world.logLines.filter(({ message }) => message === 'dead letter')).toHaveLength(10);
  });

  it('given a failing actor, then its failure is published', async () => {
    const { world, system } = setting();
    const failures: unknown[] = [];
    system.eventStream.subscribe('actorFailed', (event) => failures.push(event));
    const cause = new Error('boom');
    const ref = system.spawn<unknown>({
      create: () => ({
        receive: () => {
          throw cause;
        },
      }),
    });

    ref.tell('x');
    await world.settle();

    expect(failures).toEqual([{ kind: 'actorFailed', path: ref.path, cause }]);
  });
});
