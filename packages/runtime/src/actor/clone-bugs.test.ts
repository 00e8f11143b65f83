/** Mistakes that other actor systems made, by their numbers in the tracker they were found in: those that no numbered
 *  case holds already. The list of all is in README.md. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../io/sim/index.ts';
import { TestProbe } from '../testing/index.ts';
import type { ActorContext, Props } from './actor.ts';
import type { ActorRef } from './actor-ref.ts';
import { DEAD_LETTERS_PATH } from './actor-path.ts';
import { ActorSystem } from './actor-system.ts';

function setting(): { world: SimWorld; system: ActorSystem } {
  const world = new SimWorld();
  return { world, system: ActorSystem.create({ name: 'rivulet', io: world.node('a') }) };
}

const failing: Props<string> = {
  create: () => ({
    receive: (message) => {
      if (message === 'boom') throw new Error('boom');
    },
  }),
};

describe('mistakes of other actor systems', () => {
  it('clone bug 914: given a constructor that throws, then no zombie is left, and watchers and asks are told', async () => {
    const { world, system } = setting();
    const probe = new TestProbe(system);
    const ref = system.spawn<string>(
      {
        create: () => {
          throw new Error('no constructor');
        },
      },
      'zombie',
    );
    probe.watch(ref);

    const asking = system.ask(ref, 'anybody there?', { timeoutMs: 60_000 });

    await expect(world.complete(asking)).rejects.toMatchObject({ code: 'RECIPIENT_UNREACHABLE' });
    await world.settle();
    expect([world.nowMs, probe.deaths]).toEqual([0, ['/user/zombie']]);
    expect(system.select('/user/zombie').refs()).toEqual([]);
  });

  it('clone bug 916: given a restart, then the log tells who failed, why, and what was decided', async () => {
    const { world, system } = setting();

    system.spawn(failing, 'a').tell('boom');
    await world.settle();

    expect(world.logLines.filter(({ level }) => level === 'warn')).toMatchObject([
      {
        message: 'actor failed',
        fields: { actor: '/user/a', directive: 'restart', err: { message: 'boom' } },
      },
    ]);
  });

  it('clone bug 917: given a budget of one restart, then one child’s failures do not cost its sibling anything', async () => {
    const world = new SimWorld();
    const supervisor = { decide: () => 'restart' as const, maxRestarts: 1 };
    const system = ActorSystem.create({ name: 'rivulet', io: world.node('a'), supervisor });
    const [a, b] = [system.spawn(failing, 'a'), system.spawn(failing, 'b')];

    for (const ref of [a, b, a]) {
      ref.tell('boom');
      await world.settle();
    }

    expect(system.select('/user/*').refs()).toEqual([b]);
  });

  it('clone bug 793: given default hooks, when restarted, then the children of the old instance are stopped', async () => {
    const { world, system } = setting();
    const events: string[] = [];
    let instances = 0;
    const parent = system.spawn<string>(
      {
        create: (context: ActorContext<string>) => {
          const instance = ++instances;
          context.spawn<string>({
            create: () => ({
              receive: () => {},
              postStop: () => void events.push(`child ${instance} stopped`),
            }),
          });
          return {
            preStart: () => void events.push(`parent ${instance} started`),
            receive: () => {
              throw new Error('boom');
            },
          };
        },
      },
      'parent',
    );

    parent.tell('boom');
    await world.settle();

    expect(events).toEqual(['parent 1 started', 'child 1 stopped', 'parent 2 started']);
    expect(system.select('/user/parent/*').refs()).toHaveLength(1);
  });

  it.each(['startPeriodic', 'startFixedRate'] as const)(
    'clone bug 1567: given a timer of %s that cancels itself in its first tick, then nothing of it is left',
    async (start) => {
      const { world, system } = setting();
      let ticks = 0;
      const ref: ActorRef<string> = system.spawn<string>({
        create: ({ timers }) => ({
          preStart: () => timers[start]('beat', 10, 'beat'),
          receive: () => {
            ticks++;
            timers.cancel('beat');
          },
        }),
      });

      await world.run();

      expect([ticks, world.nowMs]).toEqual([1, 10]);
      expect(system.snapshot().find(({ path }) => path === ref.path)?.state).toBe('running');
    },
  );

  it('given a message to /deadLetters, then it is a dead letter like any other', async () => {
    const { system } = setting();
    const letters: unknown[] = [];
    system.eventStream.subscribe('deadLetter', (event) => letters.push(event));

    system.refTo(system.address, DEAD_LETTERS_PATH, 0).tell('unwanted');

    expect(letters).toMatchObject([{ message: 'unwanted', recipient: 'rivulet://rivulet/deadLetters' }]);
  });
});
