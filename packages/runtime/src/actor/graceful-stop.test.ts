/** Ways to end an actor: now, after its mail, by a failure, and waiting for the end. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../io/sim/index.ts';
import type { ActorRef } from './actor-ref.ts';
import { ActorSystem } from './actor-system.ts';
import { Kill, PoisonPill } from './control-message.ts';
import type { Directive, SupervisorStrategy } from './supervision.ts';

type Setting = { world: SimWorld; system: ActorSystem; ref: ActorRef; events: unknown[] };

function setting(supervisor?: SupervisorStrategy): Setting {
  const world = new SimWorld();
  const options = { name: 'rivulet', io: world.node('a') };
  const system = ActorSystem.create(supervisor === undefined ? options : { ...options, supervisor });
  const events: unknown[] = [];
  const ref: ActorRef = system.spawn<unknown>(
    {
      create: () => ({
        preStart: () => void events.push('started'),
        receive: (message) => void events.push(message),
        postStop: (cause) => void events.push(cause === undefined ? 'stopped' : { stopped: cause }),
      }),
    },
    'target',
  );
  return { world, system, ref, events };
}

describe('ending an actor', () => {
  it('given a stop, a poison pill or a kill behind one message, then only stop leaves the message unhandled', async () => {
    const ends: unknown[][] = [];
    for (const end of ['stop', 'pill', 'kill']) {
      const { world, system, ref, events } = setting();
      await world.settle();
      ref.tell('mail');
      if (end === 'stop') system.stop(ref);
      else ref.tell(end === 'pill' ? new PoisonPill() : new Kill());
      ref.tell('behind');
      await world.settle();
      ends.push(events);
    }

    expect(ends).toEqual([
      ['started', 'stopped'],
      ['started', 'mail', 'stopped'],
      ['started', 'mail', { stopped: expect.objectContaining({ code: 'ACTOR_KILLED' }) }],
    ]);
  });

  it('given a kill, then the supervisor decides what becomes of the actor', async () => {
    const causes: unknown[] = [];
    const decide = (cause: unknown): Directive => {
      causes.push(cause);
      return 'restart';
    };
    const { world, ref, events } = setting({ decide });

    ref.tell(new Kill());
    ref.tell('behind');
    await world.settle();

    expect(causes).toMatchObject([{ code: 'ACTOR_KILLED', details: { actor: '/user/target' } }]);
    expect(events.slice(-2)).toEqual(['started', 'behind']);
  });

  it('given a graceful stop, then it resolves after the mail and postStop, and at once for the dead', async () => {
    const { world, system, ref, events } = setting();
    ref.tell('mail');

    await world.complete(system.gracefulStop(ref, { timeoutMs: 100 }));
    events.push('resolved');
    await world.complete(system.gracefulStop(ref, { timeoutMs: 100 }));
    await world.settle();

    expect(events).toEqual(['started', 'mail', 'stopped', 'resolved']);
    expect(world.nowMs).toBe(0);
    expect(system.snapshot().filter(({ path }) => path.startsWith('/system/'))).toEqual([]);
  });

  it('given an actor that does not stop in time, then ACTOR_STOP_TIMEOUT, and nothing is left', async () => {
    const { world, system, ref } = setting();

    const stopping = system.gracefulStop(ref, { timeoutMs: 100, message: 'please' });

    await expect(world.complete(stopping)).rejects.toMatchObject({
      code: 'ACTOR_STOP_TIMEOUT',
      details: { actor: 'rivulet://rivulet/user/target', timeoutMs: 100 },
    });
    await world.settle();
    expect([world.nowMs, system.snapshot().filter(({ path }) => path.startsWith('/system/'))]).toEqual([
      100,
      [],
    ]);
  });
});

describe('selection', () => {
  it('given wildcards, then all that live there are told, and nobody is a dead letter', async () => {
    const { world, system } = setting();
    const told: string[] = [];
    const parent = (name: string): ActorRef<string> =>
      system.spawn<string>(
        {
          create: (context) => {
            context.spawn<string>(
              {
                create: (child) => ({
                  receive: (message) => void told.push(`${child.self.path} ${message}`),
                }),
              },
              'worker',
            );
            return { receive: () => {} };
          },
        },
        name,
      );
    const [first] = ['group_1', 'group_2', 'other'].map(parent);
    await world.settle();
    const selection = system.select('/user/group_*/worker');

    selection.tell('hello');
    await world.settle();
    if (first !== undefined) system.stop(first);
    await world.settle();
    selection.tell('again');
    system.select('/user/nobody*').tell('lost');
    await world.settle();

    expect(told).toEqual([
      '/user/group_1/worker hello',
      '/user/group_2/worker hello',
      '/user/group_2/worker again',
    ]);
    expect(selection.refs().map(({ path }) => path)).toEqual(['/user/group_2/worker']);
    expect(await world.complete(selection.resolve(100))).toBe(selection.refs()[0]);
    expect(system.deadLetters.counts()).toEqual({ notFound: 1 });
  });

  it('given a path seen from an actor, then siblings and children are found from there', async () => {
    const { world, system } = setting();
    const found: string[] = [];
    const ref = system.spawn<string>(
      {
        create: (context) => {
          context.spawn({ create: () => ({ receive: () => {} }) }, 'child');
          return {
            receive: (path) =>
              void found.push(
                ...context
                  .select(path)
                  .refs()
                  .map((one) => one.path),
              ),
          };
        },
      },
      'seeker',
    );

    for (const path of ['child', '../target', '/user/target', 'nobody']) ref.tell(path);
    await world.settle();

    expect(found).toEqual(['/user/seeker/child', '/user/target', '/user/target']);
  });
});
