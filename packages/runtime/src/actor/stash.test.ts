/** Keeping messages aside: order, bounds, and what a restart or a stop does to them. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../io/sim/index.ts';
import type { ActorContext } from './actor.ts';
import type { ActorRef } from './actor-ref.ts';
import { ActorSystem } from './actor-system.ts';

type Setting = {
  world: SimWorld;
  system: ActorSystem;
  ref: ActorRef<string>;
  events: string[];
  other: ActorRef;
};

/** Stashes what begins with `later`, until it is told to open. */
function setting(mailboxCapacity = 1_000): Setting {
  const world = new SimWorld();
  const system = ActorSystem.create({ name: 'rivulet', io: world.node('a') });
  const events: string[] = [];
  const other = system.spawn<unknown>({ create: () => ({ receive: () => {} }) }, 'other');
  let instances = 0;
  const ref = system.spawn<string>(
    {
      stash: { capacity: 3 },
      mailbox: { kind: 'deque', capacity: mailboxCapacity },
      create: (context: ActorContext<string>) => {
        const instance = ++instances;
        let open = false;
        return {
          preStart: () => context.watchWith(other, 'later: other died'),
          receive: (message) => {
            if (message.startsWith('later') && !open) return context.stash();
            if (message === 'twice') {
              context.stash();
              return context.stash();
            }
            events.push(`${instance}: ${message} (${context.stashSize})`);
            if (message === 'boom') throw new Error('boom');
            if (message === 'close') open = false;
            if (message !== 'open') return;
            open = true;
            context.unstashAll();
          },
        };
      },
    },
    'stashing',
  );
  return { world, system, ref, events, other };
}

function tellAll(ref: ActorRef<string>, messages: readonly string[]): void {
  for (const message of messages) ref.tell(message);
}

describe('stash', () => {
  it('case 40: given three stashed messages, when unstashed, then they come in order and before later mail', async () => {
    const { world, ref, events } = setting();

    tellAll(ref, ['later 1', 'now', 'later 2', 'later 3', 'open', 'last']);
    await world.settle();

    expect(events).toEqual([
      '1: now (1)',
      '1: open (3)',
      '1: later 1 (0)',
      '1: later 2 (0)',
      '1: later 3 (0)',
      '1: last (0)',
    ]);
  });

  it('case 40: given a full stash, then ACTOR_STASH_FULL fails the actor and the restart delivers the rest again', async () => {
    const { world, system, ref, events } = setting();
    const failures: unknown[] = [];
    system.eventStream.subscribe('actorFailed', (event) => failures.push(event));

    tellAll(ref, ['later 1', 'later 2', 'later 3', 'later 4', 'open']);
    await world.settle();

    expect(failures).toMatchObject([
      { cause: { code: 'ACTOR_STASH_FULL', details: { actor: '/user/stashing', capacity: 3 } } },
    ]);
    expect(events).toEqual(['2: open (3)', '2: later 1 (0)', '2: later 2 (0)', '2: later 3 (0)']);
  });

  it('case 40: given one message stashed twice, then that is a bug, and it comes again once after the restart', async () => {
    const { world, system, ref } = setting();
    const failures: string[] = [];
    system.eventStream.subscribe('actorFailed', (event) => {
      if (event.kind === 'actorFailed') failures.push((event.cause as Error).message);
    });

    ref.tell('twice');
    // It comes back with every restart; stop the circle.
    system.eventStream.subscribe('actorFailed', () => system.stop(ref));
    await world.settle();

    expect(failures[0]).toContain('a message is stashed once');
    expect(system.deadLetters.counts()).toEqual({ terminated: 1 });
  });

  it('case 40: given stashed messages, when the actor restarts, then the new instance gets them before later mail', async () => {
    const { world, ref, events } = setting();

    tellAll(ref, ['later 1', 'later 2', 'boom', 'open']);
    await world.settle();

    expect(events).toEqual(['1: boom (2)', '2: open (2)', '2: later 1 (0)', '2: later 2 (0)']);
  });

  it('case 40: given stashed messages, when the actor stops, then they are dead letters', async () => {
    const { world, system, ref } = setting();
    const letters: unknown[] = [];
    system.eventStream.subscribe('deadLetter', (event) => letters.push(event));
    tellAll(ref, ['later 1', 'later 2']);
    await world.settle();

    system.stop(ref);
    await world.settle();

    expect(letters).toMatchObject([
      { message: 'later 1', recipient: 'rivulet://rivulet/user/stashing', reason: 'terminated' },
      { message: 'later 2', reason: 'terminated' },
    ]);
  });

  it('case 38: given watchWith and a stash, then the death can be stashed like any message', async () => {
    const { world, system, ref, events, other } = setting();
    await world.settle();
    system.stop(other);
    await world.settle();

    ref.tell('open');
    await world.settle();

    expect(events).toEqual(['1: open (1)', '1: later: other died (0)']);
  });

  it('given a bounded mailbox that has filled up, when unstashed, then its bound holds and what is too much is dead', async () => {
    const { world, system, ref, events } = setting(2);
    tellAll(ref, ['later 1', 'later 2']);
    await world.settle();
    ref.tell('open');
    system.pauseMailbox(ref.path);
    system.stepMailbox(ref.path, 1);
    ref.tell('fill');

    await world.settle();
    system.unpauseMailbox(ref.path);
    await world.settle();

    expect(events).toEqual(['1: open (2)', '1: later 2 (0)', '1: fill (0)']);
    expect(system.deadLetters.counts()).toEqual({ mailboxFull: 1 });
  });

  it('given a stashed message, then the recorder tells that it was stashed, and later that it was handled', async () => {
    const { world, system, ref } = setting();

    tellAll(ref, ['later', 'open']);
    await world.settle();

    const outcomes = [...system.recorder.records()].flatMap(({ kind, to, outcome }) =>
      kind === 'message' && to === ref.path ? [outcome] : [],
    );
    expect(outcomes).toEqual(['stashed', 'ok', 'ok']);
  });

  it('given no stash in the props, when it stashes, then that is a bug', async () => {
    const { world, system } = setting();
    const failures: unknown[] = [];
    system.eventStream.subscribe('actorFailed', (event) => failures.push(event));
    const ref = system.spawn<string>({ create: (context) => ({ receive: () => context.stash() }) });

    ref.tell('x');
    await world.settle();

    expect(failures).toMatchObject([{ cause: { message: expect.stringContaining('says so in its props') } }]);
  });
});
