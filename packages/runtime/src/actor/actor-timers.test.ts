/** Timers that belong to an actor: they come as messages, in virtual time, and end with it. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../io/sim/index.ts';
import type { ActorContext, Props } from './actor.ts';
import type { ActorRef } from './actor-ref.ts';
import { ActorSystem } from './actor-system.ts';
import { KeyedTimers } from './actor-timers.ts';
import type { TimerTick } from './control-message.ts';

type Command = (context: ActorContext<Command | string>) => void;

function setting(): {
  world: SimWorld;
  system: ActorSystem;
  ref: ActorRef<Command | string>;
  received: string[];
} {
  const world = new SimWorld();
  const system = ActorSystem.create({ name: 'rivulet', io: world.node('a') });
  const received: string[] = [];
  const props: Props<Command | string> = {
    create: (context) => ({
      receive: (message) => {
        if (typeof message === 'function') return message(context);
        received.push(`${message} at ${world.nowMs}`);
        if (message === 'boom') throw new Error('boom');
      },
    }),
  };
  return { world, system, ref: system.spawn(props), received };
}

describe('timers of an actor', () => {
  it('44: given a tick already queued, when its timer is replaced or cancelled, then the tick is stale', async () => {
    const world = new SimWorld();
    const queued: TimerTick[] = [];
    const timers = new KeyedTimers<string>(world.node('a'), (tick) => queued.push(tick));
    timers.startSingle('replaced', 10, 'old');
    timers.startSingle('cancelled', 10, 'never');
    timers.startSingle('kept', 10, 'kept');
    await world.run();

    timers.startSingle('replaced', 5, 'new');
    timers.cancel('cancelled');

    expect(queued.map((tick) => timers.take(tick)?.message)).toEqual([undefined, undefined, 'kept']);
    queued.length = 0;
    await world.run();
    expect(queued.map((tick) => timers.take(tick)?.message)).toEqual(['new']);
  });

  it('44: given timers, when the actor restarts, then they are gone', async () => {
    const { world, ref, received } = setting();
    ref.tell(({ timers }) => timers.startPeriodic('beat', 10, 'beat'));
    ref.tell('boom');

    await world.run();

    expect(received).toEqual(['boom at 0']);
  });

  it('45: given a periodic timer and a tick that waited long, then ticks do not pile up', async () => {
    const { world, ref, received } = setting();
    ref.tell(({ timers }) => timers.startPeriodic('beat', 10, 'beat'));
    await world.advance(35);
    expect(received).toEqual(['beat at 10', 'beat at 20', 'beat at 30']);

    ref.tell(({ timers }) => {
      expect(timers.isActive('beat')).toBe(true);
      timers.cancelAll();
      expect(timers.isActive('beat')).toBe(false);
    });
    await world.run();

    expect(received).toHaveLength(3);
  });

  it('case 44: given a constructor that armed a timer and failed, when created again, then that timer is gone', async () => {
    const world = new SimWorld();
    const supervisor = { decide: () => 'restart' as const };
    const system = ActorSystem.create({ name: 'rivulet', io: world.node('a'), supervisor });
    const received: string[] = [];
    let attempts = 0;
    system.spawn<string>({
      create: ({ timers }) => {
        const attempt = `attempt ${++attempts}`;
        timers.startSingle(attempt, 10, attempt);
        if (attempts < 3) throw new Error('not yet');
        return { receive: (message) => void received.push(message) };
      },
    });

    await world.run();

    expect(received).toEqual(['attempt 3']);
  });

  it('case 45: given an actor held up for 50 ms, then a fixed delay forgets what it missed and a fixed rate catches up', async () => {
    const { world, system, ref, received } = setting();
    ref.tell(({ timers }) => {
      timers.startPeriodic('delay', 10, 'delay');
      timers.startFixedRate('rate', 10, 'rate');
    });
    await world.advance(10);
    system.pauseMailbox(ref.path);
    await world.advance(50);
    const waiting = system.peekMailbox(ref.path, 100).length;

    system.unpauseMailbox(ref.path);
    await world.advance(9);
    system.stop(ref);
    await world.run();

    // However long it takes, one tick per timer waits.
    expect(waiting).toBe(2);
    expect(received.filter((line) => line.startsWith('delay'))).toEqual(['delay at 10', 'delay at 60']);
    expect(received.filter((line) => line.startsWith('rate'))).toEqual([
      'rate at 10',
      ...new Array<string>(5).fill('rate at 60'),
    ]);
  });

  it('case 45: given a fixed rate, then ticks keep to it and end when cancelled', async () => {
    const { world, ref, received } = setting();
    ref.tell(({ timers }) => timers.startFixedRate('rate', 10, 'rate'));
    await world.advance(35);

    ref.tell(({ timers }) => timers.cancel('rate'));
    await world.run();

    expect(received).toEqual(['rate at 10', 'rate at 20', 'rate at 30']);
  });

  it('given pipeToSelf, then what becomes of a promise arrives as a message', async () => {
    const { world, ref, received } = setting();

    ref.tell((context) => {
      context.pipeToSelf(
        Promise.resolve(42),
        (value) => `got ${value}`,
        () => 'failed',
      );
      context.pipeToSelf(
        Promise.reject(new Error('no')),
        () => 'got',
        (error) => `failed: ${(error as Error).message}`,
      );
    });
    await world.run();

    expect(received).toEqual(['got 42 at 0', 'failed: no at 0']);
  });
});
