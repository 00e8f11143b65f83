/** Children that are nothing without each other: what becomes of the siblings of one that failed. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../io/sim/index.ts';
import type { ActorContext, Props } from './actor.ts';
import type { ActorRef } from './actor-ref.ts';
import { ActorSystem } from './actor-system.ts';
import type { SupervisorStrategy } from './supervision.ts';

type Setting = {
  world: SimWorld;
  system: ActorSystem;
  children: readonly ActorRef<string>[];
  events: string[];
};

const names = ['a', 'b', 'c'];

/** Three children under one supervisor; each tells of its life and counts what it handled. */
function setting(strategy: Partial<SupervisorStrategy> = {}): Setting {
  const world = new SimWorld();
  const events: string[] = [];
  const note = (context: ActorContext<string>, what: string): void => {
    events.push(`${context.self.path.slice(-1)} ${what}`);
  };
  const child: Props<string> = {
    create: (context) => {
      let count = 0;
      return {
        preRestart: () => note(context, 'leaves'),
        postRestart: () => note(context, 'is new'),
        receive: (message) => {
          if (message === 'stop b') return context.system.stop(children[1] ?? context.self);
          if (message === 'boom') throw new Error('boom');
          note(context, `${message} ${++count}`);
        },
        postStop: (cause) => note(context, cause === undefined ? 'stopped' : 'stopped as failed'),
      };
    },
  };
  const system = ActorSystem.create({
    name: 'rivulet',
    io: world.node('a'),
    supervisor: { decide: () => 'restart', scope: 'allChildren', ...strategy },
  });
  const children = names.map((name) => system.spawn(child, name));
  return { world, system, children, events };
}

function states(system: ActorSystem): string[] {
  return system
    .snapshot()
    .filter(({ path }) => /^\/user\/.$/.test(path))
    .map(({ path, state }) => `${path.slice(-1)} ${state}`);
}

describe('all-for-one supervision', () => {
  it('case 22: given one that fails, then all restart, and none handles mail in between', async () => {
    const { world, system, children, events } = setting();
    for (const child of children) child.tell('hello');
    await world.settle();
    events.length = 0;

    children[0]?.tell('boom');
    for (const child of children) child.tell('again');
    await world.settle();

    const before = (event: string): readonly string[] => events.slice(0, events.indexOf(event));
    for (const name of names) expect(before(`${name} again 1`)).toContain(`${name} is new`);
    expect(events.filter((event) => event.endsWith('leaves')).toSorted()).toEqual([
      'a leaves',
      'b leaves',
      'c leaves',
    ]);
    expect(states(system)).toEqual(['a running', 'b running', 'c running']);
  });

  it('case 22: given a sibling that failed at the same time, then both failures are dealt with and nobody stays held', async () => {
    const { world, system, children, events } = setting();

    children[0]?.tell('boom');
    children[1]?.tell('boom');
    for (const child of children) child.tell('again');
    await world.settle();

    expect(events.filter((event) => event.includes('again'))).toHaveLength(3);
    expect(states(system)).toEqual(['a running', 'b running', 'c running']);
  });

  it('clone bug 923: given a sibling on its way out, when another fails, then it is not brought back', async () => {
    const { world, system, children, events } = setting();
    const parent = system.spawn<string>(
      {
        supervisor: { decide: () => 'restart', scope: 'allChildren' },
        create: (context) => {
          const slow: Props<string> = {
            create: (own) => {
              own.spawn({ create: () => ({ receive: () => {} }) });
              return {
                receive: () => {
                  throw new Error('boom');
                },
                postRestart: () => void events.push('brought back'),
                postStop: () => void events.push('ended'),
              };
            },
          };
          const leaving = context.spawn(slow, 'leaving');
          const failing = context.spawn<string>({
            create: () => ({
              receive: () => {
                throw new Error('boom');
              },
            }),
          });
          return {
            receive: () => {
              context.stop(leaving);
              failing.tell('boom');
            },
          };
        },
      },
      'parent',
    );

    parent.tell('go');
    await world.settle();

    expect(events).toEqual(['ended']);
    expect(children).toHaveLength(3);
    expect(system.select('/user/parent/leaving').refs()).toEqual([]);
  });

  it('given a budget that is used up, then all stop, the siblings as failed', async () => {
    const { world, system, children, events } = setting({ maxRestarts: 1 });

    children[0]?.tell('boom');
    await world.settle();
    children[1]?.tell('boom');
    await world.settle();

    expect(events.filter((event) => event.includes('stopped'))).toEqual([
      'a stopped as failed',
      'b stopped as failed',
      'c stopped as failed',
    ]);
    expect(states(system)).toEqual([]);
  });

  it('given resume, then the siblings are not concerned', async () => {
    const { world, children, events } = setting({ decide: () => 'resume' });

    children[0]?.tell('boom');
    for (const child of children) child.tell('on');
    await world.settle();

    expect(events.toSorted()).toEqual(['a on 1', 'b on 1', 'c on 1']);
  });
});
