/** Holding back and letting go across generations: who is held while somebody above decides, and that all are let go
 *  as often as they were held. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../io/sim/index.ts';
import type { Actor, ActorContext, Props } from './actor.ts';
import type { ActorRef } from './actor-ref.ts';
import { ActorSystem } from './actor-system.ts';
import { type Directive, RPC_SUPERVISION } from './supervision.ts';

type Setting = { world: SimWorld; system: ActorSystem; events: string[] };

function setting(): Setting {
  const world = new SimWorld();
  return { world, system: ActorSystem.create({ name: 'rivulet', io: world.node('a') }), events: [] };
}

/** Fails when told `boom`; notes the rest. */
function child(events: string[], hooks: Partial<Actor<string>> = {}): Props<string> {
  return {
    create: () => ({
      receive: (message) => {
        if (message === 'boom') throw new Error('boom');
        events.push(message);
      },
      ...hooks,
    }),
  };
}

function heldBack(system: ActorSystem): string[] {
  return system.snapshot().flatMap(({ path, state }) => (state === 'running' ? [] : [`${path} ${state}`]));
}

/** Top, middle and bottom; whoever is told a function runs it. */
type Order = (context: ActorContext<Order>) => void;

function chain({ system, events }: Setting, decide: (name: string) => Directive): void {
  const link = (name: string, below?: Props<Order>): Props<Order> => ({
    create: (context) => {
      if (below !== undefined && context.children.length === 0) context.spawn(below, 'below');
      return { preRestart: () => {}, receive: (order) => order(context) };
    },
    supervisor: {
      decide: () => {
        events.push(`${name} decides`);
        return decide(name);
      },
    },
  });
  system.spawn(link('above', link('top', link('middle', link('bottom')))), 'above');
}

const boom: Order = () => {
  throw new Error('boom');
};

describe('nested suspension', () => {
  it.each<Directive>(['resume', 'restart'])(
    'case 27: given a parent held back until somebody decided to %s, then its grandchildren handle nothing before',
    async (directive) => {
      const given = setting();
      chain(given, () => directive);
      await given.world.settle();
      const at = (path: string): ActorRef<Order> => given.system.select(path).refs()[0] as ActorRef<Order>;
      const bottom = at('/user/above/below/below/below');

      at('/user/above/below').tell((context) => {
        bottom.tell(() => given.events.push('bottom handles'));
        boom(context);
      });
      // The order is queued before the failure, and held back by it.
      given.system.pauseMailbox(bottom.path);
      await given.world.settle();
      given.system.unpauseMailbox(bottom.path);
      await given.world.settle();

      expect(given.events).toEqual(['above decides', 'bottom handles']);
      expect(heldBack(given.system)).toEqual([]);
    },
  );

  it.each<Directive>(['resume', 'restart'])(
    'given a child that failed while its parent is held back, then its failure waits until the parent is told to %s',
    async (directive) => {
      const given = setting();
      chain(given, () => directive);
      await given.world.settle();
      const at = (path: string): ActorRef<Order> => given.system.select(path).refs()[0] as ActorRef<Order>;
      const bottom = at('/user/above/below/below/below');

      // The bottom fails before the news from the top has reached it; its parent has heard them by then.
      at('/user/above/below').tell((context) => {
        bottom.tell(boom);
        boom(context);
      });
      await given.world.settle();

      expect(given.events).toEqual(['above decides', 'middle decides']);
      expect(heldBack(given.system)).toEqual([]);
    },
  );

  it('given a child born while its parent is held back, then it is held too, and let go with the rest', async () => {
    const { world, system, events } = setting();
    const failed: string[] = [];
    system.eventStream.subscribe('actorFailed', (event) => {
      if (event.kind === 'actorFailed') failed.push(event.path);
    });
    const parent = system.spawn<string>(
      {
        create: (context) => ({
          receive: () => {
            throw new Error('boom');
          },
          preRestart: () =>
            context.spawn(child(events, { preStart: () => void events.push('born') }), 'late'),
          postRestart: () => void events.push('new parent'),
        }),
      },
      'parent',
    );

    parent.tell('boom');
    await world.settle();
    system.select('/user/parent/late').tell('hello');
    await world.settle();

    // It is restarted with its parent, as every child that a parent keeps.
    expect(events).toEqual(['new parent', 'born', 'born', 'hello']);
    expect(heldBack(system)).toEqual([]);
    // Let go without having been held, it would have failed on the way.
    expect(failed).toEqual(['/user/parent']);
  });

  it('given a group that is held back, when a child is spawned into it, then its mail waits until the group goes on', async () => {
    const { world, system, events } = setting();
    const group = system.spawnGroup('group', { decide: () => 'escalate' });
    const first = group.spawn(child(events), 'first');
    await world.settle();
    first.tell('boom');
    const decisions: string[] = [];
    system.eventStream.subscribe('actorFailed', (event) => {
      if (event.kind !== 'actorFailed' || event.path !== '/user/group/first') return;
      decisions.push('escalated');
      // It is born in the turn in which the group fails; the guardian restarts the group afterwards.
      group.spawn(child(events), 'second').tell('hello');
    });

    await world.settle();

    expect(decisions).toEqual(['escalated']);
    expect(heldBack(system)).toEqual([]);
    expect(events.length + system.deadLetters.total).toBe(1);
  });

  it('given an actor that waits for its children in a restart, when stopped, then it ends and no new instance comes', async () => {
    const { world, system, events } = setting();
    const parent: ActorRef<string> = system.spawn<string>(
      {
        create: (context) => {
          events.push('parent made');
          context.spawn<string>(
            {
              create: (own) => {
                own.spawn(child(events));
                return {
                  receive: () => {},
                  // The parent waits for this child; it is stopped before the child has told its end.
                  postStop: () => system.stop(parent),
                };
              },
            },
            'child',
          );
          return {
            receive: () => {
              throw new Error('boom');
            },
            postStop: () => void events.push('parent stopped'),
          };
        },
      },
      'parent',
    );
    const deaths: string[] = [];
    system.spawn<string>({
      create: (context) => ({
        preStart: () => context.watch(parent),
        receive: () => {},
        actorTerminated: (ref) => void deaths.push(ref.path),
      }),
    });

    parent.tell('boom');
    await world.settle();

    // Its old instance ended with the restart that was begun, so `postStop` does not run again.
    expect(events).toEqual(['parent made', 'parent stopped']);
    expect(deaths).toEqual(['/user/parent']);
    expect(system.select('/user/parent').refs()).toEqual([]);
  });

  it('given a child that failed and was then told to stop, when its restart is decided, then it goes on stopping', async () => {
    const { world, system, events } = setting();
    const parent = system.spawn<string>(
      {
        supervisor: { decide: () => 'restart' },
        create: (context) => {
          const failing = context.spawn(
            {
              create: (own: ActorContext<string>) => {
                events.push('made');
                // Two generations, so that its children still end when the decision comes.
                own.spawn({
                  create: (below: ActorContext<string>) => {
                    below.spawn(child(events));
                    return { receive: () => {} };
                  },
                });
                return {
                  receive: () => {
                    // Stopped from outside before the parent has heard of the failure.
                    own.system.stop(own.self);
                    throw new Error('boom');
                  },
                  postStop: () => void events.push('stopped'),
                };
              },
            },
            'failing',
          );
          return { receive: (message) => failing.tell(message) };
        },
      },
      'parent',
    );

    parent.tell('boom');
    await world.settle();

    expect(events).toEqual(['made', 'stopped']);
    expect(system.select('/user/parent/failing').refs()).toEqual([]);
    expect(heldBack(system)).toEqual([]);
  });

  it.each<Directive>(['restart', 'resume'])(
    'given a child that failed while it was created and was told to stop, when a %s is decided, then it ends all the same',
    async (directive) => {
      const { world, system, events } = setting();
      let stopFailing = (): void => {};
      const failing: Props<string> = {
        create: (own) => {
          events.push('made');
          // It has to wait for this one, which waits for another.
          own.spawn({
            create: (below: ActorContext<string>) => {
              below.spawn(child(events));
              return { receive: () => {} };
            },
          });
          throw new Error('boom');
        },
      };
      const decide = (): Directive => {
        stopFailing();
        return directive;
      };
      system.spawn<string>(
        {
          create: (context) => {
            const ref = context.spawn(failing, 'failing');
            stopFailing = () => context.stop(ref);
            return { receive: () => {} };
          },
          supervisor: { decide },
        },
        'parent',
      );

      await world.settle();

      expect(events).toEqual(['made']);
      expect(system.select('/user/parent/*').refs()).toEqual([]);
      expect(heldBack(system)).toEqual([]);
    },
  );

  it('case 30: given a failure while a system message is handled, then those behind it are handled all the same', async () => {
    const { world, system, events } = setting();
    const watcher = system.spawn<ActorRef>({
      create: (context) => ({
        receive: (ref) => context.watch(ref),
        actorTerminated: (ref) => void events.push(`${ref.path} died`),
      }),
    });
    const ref = system.spawn<string>(
      {
        create: () => ({
          preStart: () => {
            throw new Error('boom');
          },
          receive: () => {},
        }),
      },
      'failing',
    );

    // Creation, which fails, and the watch wait in one queue.
    watcher.tell(ref);
    await world.settle();

    expect(events).toEqual(['/user/failing died']);
  });

  it('given a decider that throws, then the parent fails with that error instead, and nobody stays held', async () => {
    const { world, system } = setting();
    const failures: string[] = [];
    system.eventStream.subscribe('actorFailed', (event) => {
      if (event.kind === 'actorFailed') failures.push(`${event.path} ${(event.cause as Error).message}`);
    });
    const parent = system.spawn<string>(
      {
        supervisor: {
          decide: () => {
            throw new Error('undecided');
          },
        },
        create: (context) => {
          const failing = context.spawn(child([]), 'child');
          return { receive: (message) => failing.tell(message) };
        },
      },
      'parent',
    );

    parent.tell('boom');
    await world.settle();

    expect(failures).toEqual(['/user/parent undecided']);
    expect(heldBack(system)).toEqual([]);
    expect(RPC_SUPERVISION.scope).toBeUndefined();
  });
});
