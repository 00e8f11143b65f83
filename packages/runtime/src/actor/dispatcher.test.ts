/** Turns and fairness: how mailbox and dispatcher share one thread with timers and sockets. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../io/sim/index.ts';
import { openNodeIo } from '../io/node/index.ts';
import { TestProbe } from '../testing/index.ts';
import type { Props } from './actor.ts';
import type { ActorRef } from './actor-ref.ts';
import { ActorSystem } from './actor-system.ts';
import { PoisonPill } from './control-message.ts';

function simulated(throughput?: number): { world: SimWorld; system: ActorSystem } {
  const world = new SimWorld();
  const options = { name: 'rivulet', io: world.node('a') };
  const system = ActorSystem.create(throughput === undefined ? options : { ...options, throughput });
  return { world, system };
}

function longestRun(handledBy: readonly string[]): number {
  let longest = 0;
  let run = 0;
  handledBy.forEach((name, i) => {
    run = name === handledBy[i - 1] ? run + 1 : 1;
    longest = Math.max(longest, run);
  });
  return longest;
}

describe('mailbox and dispatcher', () => {
  it('11: given two senders of 1000 numbered messages, then each sender’s are in order at the receiver', async () => {
    const { world, system } = simulated();
    const probe = new TestProbe(system);
    const sender = (name: string): ActorRef<number> =>
      system.spawn<number>({
        create: (context) => ({
          receive: (count) => {
            probe.ref.tell(`${name} ${count}`);
            if (count < 1_000) context.self.tell(count + 1);
          },
        }),
      });

    sender('a').tell(1);
    sender('b').tell(1);
    await world.settle();

    for (const name of ['a', 'b']) {
      const own = probe.messages.filter((message) => String(message).startsWith(name));
      expect(own).toEqual(Array.from({ length: 1_000 }, (_, i) => `${name} ${i + 1}`));
    }
  });

  it.each([
    [1, 1],
    [undefined, 15],
  ])(
    '12: given throughput %s and two busy actors, then at most %i messages are handled in a row',
    async (throughput, most) => {
      const { world, system } = simulated(throughput);
      const handledBy: string[] = [];
      const busy = (name: string): ActorRef<number> =>
        system.spawn<number>({ create: () => ({ receive: () => void handledBy.push(name) }) });
      const [a, b] = [busy('a'), busy('b')];

      for (let i = 0; i < 100; i++) {
        a.tell(i);
        b.tell(i);
      }
      await world.settle();

      expect(handledBy).toHaveLength(200);
      expect(longestRun(handledBy)).toBe(most);
    },
  );

  it('13: given a failure that is forgiven, then mail waits for the decision and is handled in order', async () => {
    const { world, system } = simulated();
    const events: string[] = [];
    const parent = system.spawn<string>({
      supervisor: {
        decide: () => {
          events.push('decided');
          return 'resume';
        },
      },
      create: (context) => ({
        preStart: () => {
          context.spawn<string>(
            {
              create: () => ({
                receive: (message) => {
                  if (message === 'boom') throw new Error('boom');
                  events.push(message);
                },
              }),
            },
            'child',
          );
        },
        receive: (message) => context.children[0]?.tell(message),
      }),
    });

    for (const message of ['1', 'boom', '2', '3']) parent.tell(message);
    await world.settle();

    expect(events).toEqual(['1', 'decided', '2', '3']);
    expect(system.snapshot().every(({ state }) => state === 'running')).toBe(true);
  });

  it('16: given a bounded mailbox and one message too many, then one dead letter and the sender goes on', async () => {
    const { world, system } = simulated();
    const handled: number[] = [];
    const ref = system.spawn<number>({
      create: () => ({ receive: (message) => void handled.push(message) }),
      mailbox: { kind: 'bounded', capacity: 10 },
    });

    for (let i = 0; i < 11; i++) ref.tell(i);
    await world.settle();

    expect(handled).toHaveLength(10);
    expect(system.deadLetters.counts()).toEqual({ mailboxFull: 1 });
  });

  it('19: given a stopped actor, when told, then a dead letter with message, sender, recipient and reason', async () => {
    const { world, system } = simulated();
    const ref = system.spawn<string>({ create: () => ({ receive: () => {} }) }, 'gone');
    const probe = new TestProbe(system);
    const letters: unknown[] = [];
    system.eventStream.subscribe('deadLetter', (event) => letters.push(event));
    system.stop(ref);
    await world.settle();

    ref.tell('too late', probe.ref);

    expect(letters).toEqual([
      {
        kind: 'deadLetter',
        message: 'too late',
        sender: probe.ref,
        recipient: 'rivulet://rivulet/user/gone',
        reason: 'terminated',
      },
    ]);
  });

  it('20: given a stopping parent with mail and a slow child, then it takes no turns while it waits', async () => {
    const world = new SimWorld();
    let [held, parentTurns] = [false, 0];
    const pick = (names: readonly string[]): number => {
      const parent = names.indexOf('parent');
      if (held && parent >= 0 && ++parentTurns < 1_000) return parent;
      // While the child is kept from its turn, others go first: a parent that wants turns gets all it wants.
      return held
        ? Math.max(
            0,
            names.findIndex((name) => name !== 'child'),
          )
        : 0;
    };
    const options = { name: 'rivulet', io: world.node('a'), scheduling: { pick } };
    const system = ActorSystem.create(options);
    const handled: string[] = [];
    const props: Props<string> = {
      create: (context) => ({
        preStart: () => void context.spawn({ create: () => ({ receive: () => {} }) }, 'child'),
        receive: (message) => void handled.push(message),
      }),
    };
    const parent = system.spawn(props, 'parent');
    await world.settle();
    held = true;
    for (let i = 0; i < 1_000; i++) parent.tell(`mail ${i}`);
    system.stop(parent);

    await world.settle();

    expect(handled).toEqual([]);
    expect(system.deadLetters.count('terminated')).toBe(1_000);
    // One to begin its end, one when the child has gone.
    expect(parentTurns).toBe(2);
  });

  it('given a poison pill, then all mail before it is handled and none after it', async () => {
    const { world, system } = simulated();
    const handled: unknown[] = [];
    const ref = system.spawn<unknown>({
      create: () => ({ receive: (message) => void handled.push(message) }),
    });

    ref.tell(1);
    ref.tell(new PoisonPill());
    ref.tell(2);
    await world.settle();

    expect(handled).toEqual([1]);
    expect(system.deadLetters.total).toBe(1);
  });

  it('given a full mailbox, then its size and its first messages can be seen without taking them', async () => {
    const { world, system } = simulated();
    const ref = system.spawn<unknown>({ create: () => ({ receive: () => {} }) }, 'busy');
    await world.settle();
    const probe = new TestProbe(system, 'probe');

    ref.tell({ kind: 'requestSlot' }, probe.ref);
    for (let i = 0; i < 99; i++) ref.tell(i);

    expect(system.snapshot().find(({ path }) => path === '/user/busy')?.mailboxDepth).toBe(100);
    expect(system.peekMailbox('/user/busy', 2)).toEqual([
      { position: 0, message: 'requestSlot', sender: '/user/probe' },
      { position: 1, message: 'number', sender: undefined },
    ]);
  });

  it('given a paused mailbox, then mail waits, can be stepped through, and a stop still works', async () => {
    const { world, system } = simulated();
    const handled: number[] = [];
    const props = { create: () => ({ receive: (message: number) => void handled.push(message) }) };
    const ref = system.spawn<number>(props, 'held');
    await world.settle();
    expect(system.pauseMailbox('/user/he*')).toBe(1);

    for (let i = 0; i < 20; i++) ref.tell(i);
    await world.settle();
    expect(handled).toEqual([]);
    expect(system.snapshot().find(({ path }) => path === '/user/held')).toMatchObject({
      state: 'paused',
      mailboxDepth: 20,
    });

    system.stepMailbox('/user/held', 2);
    await world.settle();
    expect(handled).toEqual([0, 1]);
    system.unpauseMailbox('/user/held');
    await world.settle();
    expect(handled).toHaveLength(20);

    system.pauseMailbox('/user/held');
    system.stop(ref);
    await world.settle();
    expect(system.snapshot().some(({ path }) => path === '/user/held')).toBe(false);
  });

  it('given real doors and an actor that never stops telling itself, then a 5 ms timer fires under the flood', async () => {
    const io = openNodeIo({ logLevel: 'silent' });
    const system = ActorSystem.create({ name: 'rivulet', io });
    const { promise, resolve } = Promise.withResolvers<string>();
    let fired = false;
    let handled = 0;
    io.timers.after(5, () => (fired = true));
    const flood = system.spawn<number>({
      create: (context) => ({
        receive: () => {
          handled++;
          if (fired) resolve('fired');
          else if (handled > 20_000_000) resolve('starved');
          else context.self.tell(handled);
        },
      }),
    });

    for (let i = 0; i < 100; i++) flood.tell(i);

    expect(await promise).toBe('fired');
    await system.terminate();
  });
});
