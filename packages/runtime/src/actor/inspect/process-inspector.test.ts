/** Looking into one system: lanes, payloads, asks, circles, dead letters, and holding a mailbox. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../../io/sim/index.ts';
import type { ActorRef } from '../actor-ref.ts';
import { ActorSystem } from '../actor-system.ts';
import { askCircles } from './ask-circles.ts';
import { ClusterInspector } from './cluster-inspector.ts';
import { serveInspection } from './inspector-actor.ts';
import { ProcessInspector } from './process-inspector.ts';
import { approximateBytes, renderPayload } from './render-payload.ts';

const VIEW = { queued: 10, handled: 10, payloads: true };

function started(): { world: SimWorld; system: ActorSystem; inspector: ProcessInspector } {
  const world = new SimWorld();
  const system = ActorSystem.create({ name: 'rivulet', io: world.node('a') });
  const inspector = new ProcessInspector(system, 'jobmanager');
  serveInspection(inspector);
  return { world, system, inspector };
}

function idle(system: ActorSystem, name: string): ActorRef {
  return system.spawn({ create: () => ({ receive: () => {} }) }, name);
}

describe('looking into a mailbox', () => {
  it('given a paused actor, then its messages show position, type, age, size and a payload without secrets', async () => {
    const { world, system, inspector } = started();
    const ref = idle(system, 'held');
    await world.settle();
    inspector.control('pause', '/user/held', 1);

    ref.tell({ type: 'login', name: 'Alice', password: 'rabbit' });
    await world.advance(40);
    ref.tell({ type: 'logout' });

    const [report] = inspector.mailboxes('/user/held', VIEW);
    expect(report).toMatchObject({
      process: 'jobmanager',
      actor: { path: '/user/held', state: 'paused', mailboxDepth: 2, oldestAgeMs: 40 },
      user: [
        { position: 0, type: 'login', ageMs: 40, payload: { name: 'Alice', password: '[redacted]' } },
        { position: 1, type: 'logout', ageMs: 0 },
      ],
    });
    expect(inspector.mailboxes('/user/held', { ...VIEW, payloads: false })[0]?.user[0]).not.toHaveProperty(
      'payload',
    );
  });

  it('given a paused actor and no mail, when it is stepped, then nothing goes through, not even what comes later', async () => {
    const { world, system, inspector } = started();
    const handled: string[] = [];
    const ref = system.spawn<string>(
      { create: () => ({ receive: (message) => void handled.push(message) }) },
      'held',
    );
    await world.settle();
    const unheld = inspector.control('step', '/user/held', 1).stepped;
    inspector.control('pause', '/user/held', 1);

    const empty = inspector.control('step', '/user/held', 3).stepped;
    for (const message of ['a', 'b', 'c']) ref.tell(message);
    await world.settle();
    const before = [...handled];
    const full = [2, 9].map((count) => inspector.control('step', '/user/held', count).stepped);
    await world.settle();

    expect([unheld, empty, before, full, handled]).toEqual([0, 0, [], [2, 1], ['a', 'b', 'c']]);
  });

  it('given a paused actor, when it is stepped, then exactly one message is handled; resumed, all are', async () => {
    const { world, system, inspector } = started();
    const handled: number[] = [];
    const ref = system.spawn<number>({ create: () => ({ receive: (n) => void handled.push(n) }) }, 'held');
    inspector.control('pause', '/user/held', 1);
    for (let i = 0; i < 5; i++) ref.tell(i);
    await world.settle();
    const before = [...handled];

    inspector.control('step', '/user/held', 1);
    await world.settle();
    const stepped = [...handled];
    inspector.control('resume', '/user/held', 1);
    await world.settle();

    expect([before, stepped, handled]).toEqual([[], [0], [0, 1, 2, 3, 4]]);
  });

  it('given handled messages, then the last ones tell their wait, their outcome and what they sent', async () => {
    const { world, system, inspector } = started();
    const target = idle(system, 'target');
    const ref = system.spawn<{ type: string }>(
      {
        create: () => ({
          receive: ({ type }) => {
            target.tell({ type: `${type}!` });
            if (type === 'bad') throw new Error('a defect');
          },
        }),
      },
      'worker',
    );

    for (const type of ['first', 'good', 'bad']) ref.tell({ type });
    await world.settle();

    expect(inspector.mailboxes('/user/worker', { ...VIEW, handled: 2 })[0]?.handled).toMatchObject([
      { type: 'good', outcome: 'ok', waitMs: 0, sent: ['good! → /user/target'] },
      { type: 'bad', outcome: 'failed', sent: ['bad! → /user/target'] },
    ]);
  });

  it('given timers, a stash, watches and asks, then each has its lane', async () => {
    const { world, system, inspector } = started();
    const watched = idle(system, 'watched');
    const silent = idle(system, 'silent');
    const ref = system.spawn<string>(
      {
        stash: { capacity: 5 },
        create: (context) => ({
          receive: (message) => {
            if (message === 'later') return context.stash();
            context.watch(watched);
            context.timers.startPeriodic('beat', 50, 'tick');
            system.ask(silent, 'are you there', { timeoutMs: 100, description: 'presence' }).catch(() => {});
          },
          inspectState: () => ({ machine: 'WAITING' }),
        }),
      },
      'rich',
    );

    ref.tell('set up');
    ref.tell('later');
    await world.advance(20);

    const [report] = inspector.mailboxes('/user/rich', VIEW);
    expect(report).toMatchObject({
      states: { machine: 'WAITING' },
      stash: [{ type: 'string', payload: 'later' }],
      timers: [{ key: 'beat', dueInMs: 30, periodic: true }],
      asksOut: [{ target: 'rivulet://rivulet/user/silent', description: 'presence', ageMs: 20, leftMs: 80 }],
      watching: ['rivulet://rivulet/user/watched'],
    });
    expect(inspector.mailboxes('/user/silent', VIEW)[0]).toMatchObject({
      asksIn: [{ asker: 'rivulet://rivulet/user/rich', description: 'presence' }],
    });
    await world.advance(100);
  });

  it('given an ask in a paused mailbox, then the queued message tells when it will time out', async () => {
    const { world, system, inspector } = started();
    const held = idle(system, 'held');
    const cluster = new ClusterInspector(inspector);
    await world.settle();
    await world.complete(cluster.control('pause', '/user/held', 1));
    const answer = system
      .ask(held, { type: 'question' }, { timeoutMs: 1_000 })
      .catch((error: unknown) => error);
    await world.advance(300);

    const [report] = await world.complete(cluster.mailboxes('/user/held', VIEW));
    const { waiting } = await world.complete(cluster.control('pause', '/user/held', 1));

    expect(report?.user).toMatchObject([{ type: 'question', ageMs: 300, askLeftMs: 700 }]);
    expect(waiting).toMatchObject([{ description: 'question', leftMs: 700 }]);
    await world.advance(1_000);
    await answer;
  });

  it('given guardians and the inspector, then they cannot be paused', () => {
    const { inspector } = started();

    expect(inspector.control('pause', '/system/inspector', 1).paths).toEqual([]);
    expect(inspector.control('pause', '/user', 1).paths).toEqual([]);
  });

  it('given dead letters, then they are counted by reason, and the last ones are described', async () => {
    const { world, system, inspector } = started();

    system.refTo(system.address, '/user/nobody', 0).tell({ type: 'lost' });
    await world.settle();

    expect(inspector.deadLetters()).toMatchObject({
      total: 1,
      byReason: { notFound: 1 },
      latest: [{ reason: 'notFound', type: 'lost', recipient: 'rivulet://rivulet/user/nobody' }],
    });
  });

  it('given two actors that ask each other, then the circle is told', async () => {
    const { world, system, inspector } = started();
    const refs: ActorRef[] = [];
    for (const other of [1, 0]) {
      const receive = (message: unknown): void => {
        if (message === 'go') system.ask(refs[other]!, 'x', { timeoutMs: 100 }).catch(() => {});
      };
      refs.push(system.spawn({ create: () => ({ receive }) }, `actor-${1 - other}`));
    }
    for (const ref of refs) ref.tell('go');
    await world.settle();

    const { circles } = await world.complete(new ClusterInspector(inspector).graph());

    expect(circles).toEqual([['rivulet://rivulet/user/actor-0', 'rivulet://rivulet/user/actor-1']]);
    await world.advance(200);
  });

  it('given asks without a circle, then none is told', () => {
    const edges = [
      { asker: 'a', target: 'b' },
      { asker: 'b', target: 'c' },
      { asker: undefined, target: 'a' },
    ];

    expect(askCircles(edges)).toEqual([]);
  });
});

describe('payloads', () => {
  it('given deep, long and odd values, then they are cut, and nothing live is handed out', () => {
    const deep = { a: { b: { c: { d: { e: { f: 1 } } } } } };

    expect(renderPayload(deep)).toEqual({ a: { b: { c: { d: { e: '{…}' } } } } });
    expect(renderPayload({ text: 'x'.repeat(500), fn: () => 1, big: 1n, bytes: new Uint8Array(3) })).toEqual({
      text: `${'x'.repeat(400)}… (500 characters)`,
      fn: '[function]',
      big: '1n',
      bytes: '[3 bytes]',
    });
    expect(renderPayload(new Map([['apiKey', 'x']]))).toEqual({ apiKey: '[redacted]' });
    expect((renderPayload(Array.from({ length: 60 }, () => 0)) as unknown[]).at(-1)).toBe('… 10 more');
  });

  it('given a message, then its size is about that of its JSON, and circles end', () => {
    const message = { type: 'hello', list: [1, 2, 3] };
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;

    expect(approximateBytes(message)).toBeGreaterThan(20);
    expect(approximateBytes(circle)).toBeLessThan(100);
    expect(approximateBytes('x'.repeat(1_000), 100)).toBe(100);
  });
});
