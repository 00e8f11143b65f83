/** The kinds of mailboxes: their order, their bound, and what an actor may demand of them. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../io/sim/index.ts';
import { TestProbe } from '../testing/index.ts';
import type { ActorRef } from './actor-ref.ts';
import { ActorSystem } from './actor-system.ts';
import { PoisonPill } from './control-message.ts';
import type { MailboxType } from './mailbox-type.ts';

type Setting = { world: SimWorld; system: ActorSystem; handled: unknown[] };

function setting(): Setting {
  const world = new SimWorld();
  return { world, system: ActorSystem.create({ name: 'rivulet', io: world.node('a') }), handled: [] };
}

function noting<M>({ system, handled }: Setting, mailbox: MailboxType<M>): ActorRef<M> {
  return system.spawn<M>({ create: () => ({ receive: (message) => void handled.push(message) }), mailbox });
}

const byLetter: MailboxType<string> = {
  kind: 'priority',
  priorityOf: (message) => (message.startsWith('!') ? Number.NaN : message.charCodeAt(0)),
};

describe('kinds of mailboxes', () => {
  it('case 16: given a full mailbox, when asked, then the ask fails at once and the sender is not disturbed', async () => {
    const given = setting();
    const ref = noting<string>(given, { kind: 'bounded', capacity: 2 });
    const letters: unknown[] = [];
    given.system.eventStream.subscribe('deadLetter', (event) => letters.push(event));
    ref.tell('1');
    ref.tell('2');

    const asking = given.system.ask(ref, '3', { timeoutMs: 60_000 });

    await expect(given.world.complete(asking)).rejects.toMatchObject({
      code: 'RECIPIENT_UNREACHABLE',
      details: { reason: 'its mailbox is full' },
    });
    expect(given.world.nowMs).toBe(0);
    expect(letters).toMatchObject([{ message: '3', reason: 'mailboxFull' }]);
    await given.world.settle();
    expect(given.handled).toEqual(['1', '2']);
  });

  it('case 17: given a stable priority mailbox, then the lowest goes first and equals keep their order', async () => {
    const given = setting();
    const ref = noting(given, byLetter);

    for (const message of ['c1', 'a1', 'b1', 'a2', '! no priority', 'c2', 'b2', 'a3']) ref.tell(message);
    await given.world.settle();

    expect(given.handled).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'c1', 'c2', '! no priority']);
  });

  it('case 17: given a thousand messages of ten priorities, then they come sorted, and can be looked at so', async () => {
    const given = setting();
    const random = given.world.node('a').random;
    const ref = noting<[priority: number, arrival: number]>(given, {
      kind: 'priority',
      priorityOf: ([priority]) => priority,
    });
    const sent = Array.from({ length: 1_000 }, (_, i): [number, number] => [random.integerBelow(10), i]);

    for (const message of sent) ref.tell(message);
    const seen = given.system.peekMailbox(ref.path, 1_000).length;
    await given.world.settle();

    expect(seen).toBe(1_000);
    expect(given.handled).toEqual(sent.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]));
  });

  it('given a priority mailbox that was looked into, when it changes, then what is seen changes with it', async () => {
    const given = setting();
    const ref = noting(given, byLetter);
    const seen = (): unknown[] => {
      const cell = given.system.cells().find(({ ref: { path } }) => path === ref.path);
      return [0, 1, 2, 3].map((position) => cell?.parts.mailbox.peek(position)?.message);
    };
    ref.tell('c');
    ref.tell('b');
    const first = seen();
    ref.tell('a');
    const second = seen();
    given.system.pauseMailbox(ref.path);
    given.system.stepMailbox(ref.path, 1);
    await given.world.settle();

    expect([first, second, seen()]).toEqual([
      ['b', 'c', undefined, undefined],
      ['a', 'b', 'c', undefined],
      ['b', 'c', undefined, undefined],
    ]);
  });

  it('case 17: given a control-aware mailbox, then control messages go first, both kinds in order', async () => {
    const given = setting();
    const ref = noting<string>(given, {
      kind: 'controlAware',
      isControl: (message) => {
        if (message === 'odd') throw new Error('cannot tell');
        return message.startsWith('!');
      },
    });

    for (const message of ['work 1', '!pause', 'odd', 'work 2', '!resume']) ref.tell(message);
    const peeked = given.system.peekMailbox(ref.path, 9).length;
    await given.world.settle();

    expect(peeked).toBe(5);
    expect(given.handled).toEqual(['!pause', '!resume', 'work 1', 'odd', 'work 2']);
  });

  it.each<[mailbox: MailboxType<string>, sent: readonly string[]]>([
    [byLetter, ['pill', 'work']],
    [{ kind: 'controlAware', isControl: (message) => message === 'x' }, ['work', 'pill']],
  ])(
    'given a mailbox of the kind %o, then a poison pill waits behind the work and a death does not',
    async (mailbox, sent) => {
      const { world, system } = setting();
      const events: string[] = [];
      const other = system.spawn<string>({ create: () => ({ receive: () => {} }) }, 'other');
      const ref = system.spawn<string>({
        create: (context) => ({
          preStart: () => context.watch(other),
          receive: (message) => void events.push(message),
          actorTerminated: () => void events.push('death'),
          postStop: () => void events.push('stopped'),
        }),
        mailbox,
      });
      await world.settle();
      system.pauseMailbox(ref.path);
      for (const message of sent) (ref as ActorRef).tell(message === 'pill' ? new PoisonPill() : message);
      system.stop(other);
      await world.settle();

      system.unpauseMailbox(ref.path);
      await world.settle();

      expect(events).toEqual(['death', 'work', 'stopped']);
    },
  );

  it('case 18: given an actor with a stash and a mailbox that cannot take messages back, then it is not created', async () => {
    const { world, system } = setting();
    const create = (): { receive(): void } => ({ receive: () => {} });
    const stash = { capacity: 1 };

    expect(() => system.spawn({ create, stash, mailbox: { kind: 'bounded', capacity: 5 } }, 'a')).toThrow(
      expect.objectContaining({
        code: 'ACTOR_MAILBOX_MISMATCH',
        details: { actor: '/user/a', mailbox: 'bounded', needed: 'deque' },
      }),
    );
    // The name is not taken by the one that was refused.
    system.spawn({ create, stash }, 'a');
    system.spawn({ create, stash, mailbox: { kind: 'deque', capacity: 5 } }, 'b');
    await world.settle();
    expect(system.snapshot().filter(({ path }) => path.startsWith('/user/'))).toHaveLength(2);
  });

  it('given a full mailbox, when a watched actor dies and a timer ticks, then neither is lost', async () => {
    const { world, system } = setting();
    const events: string[] = [];
    const other = new TestProbe(system);
    const ref = system.spawn<string>({
      create: (context) => ({
        preStart: () => {
          context.watch(other.ref);
          context.timers.startPeriodic('beat', 10, 'beat');
        },
        receive: (message) => void events.push(message),
        actorTerminated: () => void events.push('death'),
      }),
      mailbox: { kind: 'bounded', capacity: 1 },
    });
    await world.settle();
    system.pauseMailbox(ref.path);
    ref.tell('work');
    system.stop(other.ref);
    await world.advance(15);

    system.unpauseMailbox(ref.path);
    await world.advance(10);

    expect(events).toEqual(['work', 'death', 'beat', 'beat']);
  });
});
