/** The life of an actor from creation to its last message: hooks, stopping, children, incarnations. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../io/sim/index.ts';
import { TestProbe } from '../testing/index.ts';
import type { Actor, ActorContext, Props } from './actor.ts';
import type { ActorRef } from './actor-ref.ts';
import { ActorSystem } from './actor-system.ts';
import type { SupervisorStrategy } from './supervision.ts';

type Setting = { world: SimWorld; system: ActorSystem; events: string[] };

function setting(supervisor?: SupervisorStrategy): Setting {
  const world = new SimWorld();
  const options = { name: 'rivulet', io: world.node('a') };
  const system = ActorSystem.create(supervisor === undefined ? options : { ...options, supervisor });
  return { world, system, events: [] };
}

/** Notes every hook; throws when told `boom`. */
class Noting implements Actor<string> {
  readonly #name: string;
  readonly #events: string[];

  constructor(name: string, events: string[]) {
    this.#name = name;
    this.#events = events;
    events.push(`${name} constructor`);
  }

  preStart(): void {
    this.#events.push(`${this.#name} preStart`);
  }

  receive(message: string): void {
    if (message === 'boom') throw new Error('boom');
    this.#events.push(`${this.#name} ${message}`);
  }

  postStop(): void {
    this.#events.push(`${this.#name} postStop`);
  }
}

const noting = (name: string, events: string[]): Props<string> => ({
  create: () => new Noting(name, events),
});

describe('the life of an actor', () => {
  it('1: given a new actor, when created, then constructor, preStart and the first message come in that order', async () => {
    const { world, system, events } = setting();

    system.spawn(noting('a', events), 'a').tell('hello');
    expect(events).toEqual([]);
    await world.settle();

    expect(events).toEqual(['a constructor', 'a preStart', 'a hello']);
  });

  it('2: given default hooks, when restarted, then postStop on the old and preStart on the new, uid and ref unchanged', async () => {
    const { world, system, events } = setting();
    const ref = system.spawn(noting('a', events), 'a');
    const { uid } = ref;

    ref.tell('boom');
    ref.tell('after');
    await world.settle();

    expect(events.slice(2)).toEqual(['a postStop', 'a constructor', 'a preStart', 'a after']);
    expect(ref.uid).toBe(uid);
    expect(system.snapshot().find(({ path }) => path === '/user/a')).toMatchObject({ uid, restarts: 1 });
  });

  it('3: given hooks of its own and three restarts, when it fails a fourth time, then only postStop runs', async () => {
    const strategy: SupervisorStrategy = { decide: () => 'restart', maxRestarts: 3 };
    const { world, system, events } = setting(strategy);
    let generations = 0;
    const ref = system.spawn<string>({
      create: () => {
        const generation = generations++;
        return {
          receive: () => {
            throw new Error('boom');
          },
          preRestart: (_cause, message) => void events.push(`preRestart ${generation} on ${String(message)}`),
          postRestart: () => void events.push(`postRestart ${generation}`),
          postStop: () => void events.push(`postStop ${generation}`),
        };
      },
    });

    for (const message of ['1', '2', '3', '4', '5']) ref.tell(message);
    await world.settle();

    expect(events).toEqual([
      'preRestart 0 on 1',
      'postRestart 1',
      'preRestart 1 on 2',
      'postRestart 2',
      'preRestart 2 on 3',
      'postRestart 3',
      'postStop 3',
    ]);
    expect(system.deadLetters.count('terminated')).toBe(1);
  });

  it('4: given an actor that never failed, when stopped, then only postStop runs, once', async () => {
    const { world, system, events } = setting();
    const ref = system.spawn(noting('a', events), 'a');
    await world.settle();

    system.stop(ref);
    system.stop(ref);
    await world.settle();

    expect(events.slice(2)).toEqual(['a postStop']);
  });

  it('5: given a postStop that throws, when stopped, then it is logged once and watchers are told', async () => {
    const { world, system } = setting();
    const ref = system.spawn<string>({
      create: () => ({
        receive: () => {},
        postStop: () => {
          throw new Error('in postStop');
        },
      }),
    });
    const probe = new TestProbe(system);
    probe.watch(ref);
    await world.settle();

    system.stop(ref);
    await world.settle();

    expect(probe.deaths).toEqual([ref.path]);
    expect(world.logLines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('6: given a preStart that always throws and three restarts, then exactly four attempts are made', async () => {
    const { world, system } = setting({ decide: () => 'restart', maxRestarts: 3 });
    let attempts = 0;
    const ref = system.spawn<string>({
      create: () => ({
        preStart: () => {
          attempts++;
          throw new Error('no start');
        },
        receive: () => {},
      }),
    });
    const probe = new TestProbe(system);
    probe.watch(ref);
    await world.settle();

    expect(attempts).toBe(4);
    expect(probe.deaths).toEqual([ref.path]);
  });

  it('8: given a stopped parent with living children, then the children’s postStop comes before the parent’s', async () => {
    const { world, system, events } = setting();
    const parent = system.spawn<string>({
      create: (context) => {
        const child = context.spawn(noting('child', events), 'child');
        child.tell('born');
        return new Noting('parent', events);
      },
    });
    await world.settle();
    events.length = 0;

    system.stop(parent);
    await world.settle();

    expect(events).toEqual(['child postStop', 'parent postStop']);
  });

  it('9: given a child’s name, when taken again before its death was seen, then an error; in the hook, then success', async () => {
    const { world, system, events } = setting();
    class Parent implements Actor<string> {
      readonly #context: ActorContext<string>;
      #child: ActorRef<string>;

      constructor(context: ActorContext<string>) {
        this.#context = context;
        this.#child = context.spawn(noting('child', []), 'child');
        context.watch(this.#child);
      }

      receive(message: string): void {
        if (message === 'stop') this.#context.stop(this.#child);
        try {
          this.#context.spawn(noting('child', []), 'child');
        } catch (error) {
          events.push((error as { code: string }).code);
        }
      }

      actorTerminated(): void {
        this.#child = this.#context.spawn(noting('child', []), 'child');
        events.push('spawned again');
      }
    }
    const parent = system.spawn({ create: (context: ActorContext<string>) => new Parent(context) });

    parent.tell('stop');
    await world.settle();

    expect(events).toEqual(['ACTOR_NAME_TAKEN', 'spawned again']);
  });

  it('10: given a constructor that fails five times, when resumed and restarted in turn, then it is created on try 6', async () => {
    let failures = 0;
    const { world, system, events } = setting({ decide: () => (failures % 2 === 0 ? 'resume' : 'restart') });
    const ref = system.spawn<string>({
      create: () => {
        if (failures < 5) {
          failures++;
          throw new Error('not yet');
        }
        return {
          preStart: () => void events.push('preStart'),
          postRestart: () => void events.push('postRestart'),
          receive: (message) => void events.push(message),
        };
      },
    });

    ref.tell('hello');
    await world.settle();

    expect(events).toEqual(['preStart', 'hello']);
  });

  it('14: given a handler that throws with mail queued, then later mail is handled after the restart, in order', async () => {
    const { world, system, events } = setting();
    const ref = system.spawn(noting('a', events), 'a');
    await world.settle();
    events.length = 0;

    for (const message of ['1', 'boom', '2', 'boom', '3']) ref.tell(message);
    await world.settle();

    expect(events.filter((event) => /\d/.test(event))).toEqual(['a 1', 'a 2', 'a 3']);
  });

  it('15: given a stop in the middle of a batch, then no further message is handled and the rest are dead', async () => {
    const { world, system, events } = setting();
    const ref = system.spawn<string>({
      create: (context) => ({
        receive: (message) => {
          events.push(message);
          if (message === '2') context.stop(context.self);
        },
      }),
    });

    for (const message of ['1', '2', '3', '4']) ref.tell(message);
    await world.settle();

    expect(events).toEqual(['1', '2']);
    expect(system.deadLetters.count('terminated')).toBe(2);
  });

  it('29: given children kept over a restart, then they restart only after the parent’s postRestart', async () => {
    const { world, system, events } = setting();
    const parent = system.spawn<string>({
      create: (context) => ({
        preStart: () => void context.spawn(noting('child', events), 'child'),
        preRestart: () => void events.push('parent preRestart'),
        postRestart: () => void events.push('parent postRestart'),
        receive: () => {
          throw new Error('boom');
        },
      }),
    });
    await world.settle();
    events.length = 0;

    parent.tell('fail');
    await world.settle();

    expect(events).toEqual([
      'parent preRestart',
      'parent postRestart',
      'child postStop',
      'child constructor',
      'child preStart',
    ]);
  });

  it('given a restart that fails, when supervised on, then the instance is made again and mail is kept', async () => {
    const { world, system, events } = setting({ decide: () => 'restart' });
    let made = 0;
    const ref = system.spawn<string>({
      create: () => {
        made++;
        if (made === 2 || made === 3) throw new Error('no new instance');
        return new Noting(`a${made}`, events);
      },
    });

    ref.tell('boom');
    ref.tell('after');
    await world.settle();

    expect(events.slice(-3)).toEqual(['a4 constructor', 'a4 preStart', 'a4 after']);
  });

  it('given a stopping actor, when it spawns, then ACTOR_STOPPING', async () => {
    const { world, system, events } = setting();
    system.spawn<string>({
      create: (context) => ({
        receive: () => {},
        postStop: () => {
          try {
            context.spawn(noting('late', events));
          } catch (error) {
            events.push((error as { code: string }).code);
          }
        },
      }),
    });
    await world.settle();

    await world.complete(system.terminate());

    expect(events).toEqual(['ACTOR_STOPPING']);
  });
});
