/** Being told of idleness: what puts it off, that it repeats, and that it ends with a restart. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../io/sim/index.ts';
import type { ActorContext } from './actor.ts';
import type { ActorRef } from './actor-ref.ts';
import { ActorSystem } from './actor-system.ts';
import { NOT_INFLUENCING_IDLENESS } from './receive-timeout.ts';

type Message = string | { readonly [NOT_INFLUENCING_IDLENESS]: true };

type Setting = { world: SimWorld; system: ActorSystem; ref: ActorRef<Message>; events: string[] };

function setting(react: (message: string, context: ActorContext<Message>) => void = () => {}): Setting {
  const world = new SimWorld();
  const system = ActorSystem.create({ name: 'rivulet', io: world.node('a') });
  const events: string[] = [];
  const ref = system.spawn<Message>({
    create: (context) => ({
      receive: (message) => {
        if (typeof message !== 'string') return;
        events.push(`${message} at ${world.nowMs}`);
        if (message === 'begin') context.setReceiveTimeout(100, 'idle');
        react(message, context);
      },
    }),
  });
  return { world, system, ref, events };
}

describe('receive timeout', () => {
  it('case 46: given messages and marked messages, then only the first kind puts idleness off', async () => {
    const { world, ref, events } = setting();
    ref.tell('begin');
    await world.advance(60);
    ref.tell('work');
    await world.advance(60);
    ref.tell({ [NOT_INFLUENCING_IDLENESS]: true });

    await world.advance(100);

    expect(events).toEqual(['begin at 0', 'work at 60', 'idle at 160']);
  });

  it('case 46: given nobody who sends anything, then idleness is told again and again until it is turned off', async () => {
    let told = 0;
    const { world, ref, events } = setting((message, context) => {
      if (message === 'idle' && ++told === 3) context.cancelReceiveTimeout();
    });

    ref.tell('begin');
    await world.run();

    expect(events).toEqual(['begin at 0', 'idle at 100', 'idle at 200', 'idle at 300']);
  });

  it('case 46: given a notice that waits behind work, then the actor is not told that it was idle', async () => {
    const { world, system, ref, events } = setting();
    ref.tell('begin');
    await world.settle();
    system.pauseMailbox(ref.path);
    ref.tell('work');
    await world.advance(150);

    system.unpauseMailbox(ref.path);
    await world.advance(120);

    expect(events).toEqual(['begin at 0', 'work at 150', 'idle at 250']);
  });

  it('given a restart, then the receive timeout is gone', async () => {
    const { world, ref, events } = setting((message) => {
      if (message === 'boom') throw new Error('boom');
    });

    ref.tell('begin');
    ref.tell('boom');
    await world.run();

    expect(events).toEqual(['begin at 0', 'boom at 0']);
  });
});
