/** What a parent does when a child fails: each directive, and the budget of restarts. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../io/sim/index.ts';
import type { Actor, ActorContext, Props } from './actor.ts';
import { ActorSystem } from './actor-system.ts';
import {
  type Directive,
  ESCALATE_SUPERVISION,
  FatalError,
  RestartBudget,
  RPC_SUPERVISION,
  type SupervisorStrategy,
} from './supervision.ts';
import type { InternalRef } from './system-message.ts';

type Setting = { world: SimWorld; system: ActorSystem };

function setting(supervisor?: SupervisorStrategy): Setting {
  const world = new SimWorld();
  const options = { name: 'rivulet', io: world.node('a') };
  return {
    world,
    system: ActorSystem.create(supervisor === undefined ? options : { ...options, supervisor }),
  };
}

/** Counts what it is told and answers the count; throws errors it is sent. */
class Counter implements Actor<unknown> {
  readonly #context: ActorContext<unknown>;
  readonly #stopped: (cause: unknown) => void;
  #count = 0;

  constructor(context: ActorContext<unknown>, stopped: (cause: unknown) => void = () => {}) {
    this.#context = context;
    this.#stopped = stopped;
  }

  receive(message: unknown): void {
    if (message instanceof Error) throw message;
    this.#context.reply(++this.#count);
  }

  postStop(cause?: unknown): void {
    this.#stopped(cause);
  }
}

const counter: Props<unknown> = { create: (context) => new Counter(context) };

describe('supervision', () => {
  it('21: given one failing child, when restarted, then its siblings keep their state', async () => {
    const { world, system } = setting();
    const [a, b] = [system.spawn(counter), system.spawn(counter)];
    a.tell('one');
    b.tell('one');

    a.tell(new Error('boom'));
    const counts = Promise.all([
      system.ask(a, 'next', { timeoutMs: 100 }),
      system.ask(b, 'next', { timeoutMs: 100 }),
    ]);

    expect(await world.complete(counts)).toEqual([1, 2]);
  });

  it('given resume, stop and a throw that is no Error, then state is kept or the child ends', async () => {
    let directive: Directive = 'resume';
    const { world, system } = setting({ decide: () => directive });
    const ref = system.spawn<unknown>({
      create: (context) => {
        let count = 0;
        return {
          receive: (message) => {
            count++;
            // oxlint-disable-next-line typescript/only-throw-error -- users do it
            if (message === 'boom') throw 'a string';
            context.reply(count);
          },
        };
      },
    });
    ref.tell('boom');
    expect(await world.complete(system.ask(ref, 'next', { timeoutMs: 100 }))).toBe(2);
    directive = 'stop';

    ref.tell('boom');
    const dead = system.ask(ref, 'next', { timeoutMs: 100 });

    await expect(world.complete(dead)).rejects.toMatchObject({ code: 'RECIPIENT_UNREACHABLE' });
  });

  it('given a constructor that throws, then the child is stopped with ACTOR_INITIALIZATION_FAILED and its cause', async () => {
    const { world, system } = setting();
    const failures: unknown[] = [];
    system.eventStream.subscribe('actorFailed', (event) => failures.push(event));
    const cause = new Error('no constructor');
    const ref = system.spawn<unknown>({
      create: () => {
        throw cause;
      },
    });

    const asking = system.ask(ref, 'x', { timeoutMs: 100 });

    await expect(world.complete(asking)).rejects.toMatchObject({ code: 'RECIPIENT_UNREACHABLE' });
    expect(failures).toMatchObject([{ cause: { code: 'ACTOR_INITIALIZATION_FAILED', cause } }]);
  });

  it('25: given a failure while already failed, then the parent is told once', async () => {
    const failures: unknown[] = [];
    const { world, system } = setting({
      decide: (cause) => {
        failures.push((cause as Error).message);
        return 'stop';
      },
    });
    const parent = system.spawn<unknown>({
      supervisor: ESCALATE_SUPERVISION,
      create: (context) => {
        const children = [context.spawn(counter), context.spawn(counter)];
        return { receive: () => children.forEach((child, i) => child.tell(new Error(`boom ${i}`))) };
      },
    });

    parent.tell('fail both');
    await world.settle();

    expect(failures).toEqual(['boom 0']);
  });

  it('26: given escalate, then the supervisor fails with the same cause and restarts with its subtree', async () => {
    const causes: unknown[] = [];
    const { world, system } = setting({
      decide: (cause) => {
        causes.push(cause);
        return 'restart';
      },
    });
    let made = 0;
    const parent = system.spawn<unknown>(
      {
        supervisor: ESCALATE_SUPERVISION,
        create: (context) => {
          made++;
          context.spawn(counter, 'child');
          return { receive: (message) => context.children[0]?.tell(message) };
        },
      },
      'parent',
    );
    const cause = new Error('boom');

    parent.tell(cause);
    await world.settle();

    expect([causes, made]).toEqual([[cause], 2]);
    expect(system.snapshot().map(({ path, state }) => `${path} ${state}`)).toContain(
      '/user/parent/child running',
    );
  });

  it('28: given a failure of an earlier incarnation, then it is dropped', async () => {
    const decided: string[] = [];
    const { world, system } = setting({
      decide: (_cause, child) => {
        decided.push(child.path);
        return 'stop';
      },
    });
    const old = system.spawn(counter, 'a');
    old.tell(new Error('boom'));
    await world.settle();
    const fresh = system.spawn(counter, 'a');
    await world.settle();
    const guardian = system.snapshot().find(({ path }) => path === '/user');
    const stale = { kind: 'failed', child: old as InternalRef, cause: new Error('boom again') } as const;
    system.refTo(system.address, '/user', guardian?.uid ?? 0).sendSystem(stale);
    await world.settle();

    expect(decided).toEqual(['/user/a']);
    expect(await world.complete(system.ask(fresh, 'next', { timeoutMs: 100 }))).toBe(1);
  });

  it.each([
    ['a FatalError', new FatalError('enough')],
    ['any error under an escalating guardian', new Error('boom')],
  ])(
    '31: given %s that the guardian escalates, then the system terminates and says so',
    async (what, cause) => {
      const { world, system } = setting(what.startsWith('any') ? ESCALATE_SUPERVISION : undefined);
      const ref = system.spawn(counter);

      ref.tell(cause);
      await world.complete(system.whenTerminated);

      expect(system.snapshot().map(({ state }) => state)).toEqual(['terminated']);
    },
  );

  it('53: given Flink’s rpc supervision and one crash, then siblings are stopped as failed and the system ends', async () => {
    const { world, system } = setting();
    const group = system.spawnGroup('rpc', RPC_SUPERVISION);
    const causes: Record<string, unknown> = {};
    const endpoint = (name: string): Props<unknown> => ({
      create: (context) => new Counter(context, (cause) => void (causes[name] = cause)),
    });
    const [crashing] = ['dispatcher_0', 'resourcemanager_1'].map((name) => group.spawn(endpoint(name), name));

    crashing?.tell(new Error('boom'));
    await world.complete(system.whenTerminated);

    expect(causes['dispatcher_0']).toMatchObject({ message: 'boom' });
    expect(causes['resourcemanager_1']).toMatchObject({
      code: 'ACTOR_SIBLING_FAILED',
      details: { actor: '/user/rpc/resourcemanager_1', failed: '/user/rpc/dispatcher_0', reason: 'boom' },
    });
  });

  it('given an ordered termination, then actors stop without a cause, under the user guardian first', async () => {
    const { world, system } = setting();
    const causes: unknown[] = [];
    system.spawn<unknown>({ create: (context) => new Counter(context, (cause) => causes.push(cause)) });
    await world.settle();

    await world.complete(system.terminate());
    await world.complete(system.terminate());

    expect(causes).toEqual([undefined]);
  });
});

describe('restart budget', () => {
  const strategy = (limits: { maxRestarts?: number; withinMs?: number }): SupervisorStrategy => ({
    decide: () => 'restart',
    ...limits,
  });
  const requests = (
    limits: { maxRestarts?: number; withinMs?: number },
    times: readonly number[],
  ): boolean[] => {
    const budget = new RestartBudget();
    return times.map((timeMs) => budget.request(strategy(limits), timeMs));
  };

  it('23: given two restarts within 500 ms, then failures spread out are forgiven and crowded ones are not', () => {
    const limits = { maxRestarts: 2, withinMs: 500 };

    expect(requests(limits, [0, 300, 600, 900, 1_200])).toEqual([true, true, true, true, true]);
    expect(requests(limits, [0, 100, 200])).toEqual([true, true, false]);
  });

  it('24: given a window without a number, then one restart within it', () => {
    expect(requests({ withinMs: 500 }, [0, 100, 700])).toEqual([true, false, true]);
    expect(requests({ maxRestarts: 0 }, [0])).toEqual([false]);
    expect(requests({}, [0, 1, 2, 3])).toEqual([true, true, true, true]);
  });
});
