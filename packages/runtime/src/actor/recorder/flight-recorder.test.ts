/** What the recorder remembers: senders, causes, waits, outcomes, across nodes, in bounded memory. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../../io/sim/index.ts';
import { ActorSystem } from '../actor-system.ts';
import type { FlightRecorderOptions } from './flight-recorder.ts';
import type { MessageRecord } from './message-record.ts';
import { NameRing } from './name-ring.ts';

function started(recorder: FlightRecorderOptions = {}): { world: SimWorld; system: ActorSystem } {
  const world = new SimWorld();
  return { world, system: ActorSystem.create({ name: 'rivulet', io: world.node('a'), recorder }) };
}

function recordsOf(system: ActorSystem, kind = 'message'): MessageRecord[] {
  return [...system.recorder.records()].filter((record) => record.kind === kind);
}

describe('the recorder', () => {
  it('given a message that causes another, then sender, cause and order can be read back', async () => {
    const { world, system } = started();
    const second = system.spawn({ create: () => ({ receive: () => {} }) }, 'second');
    const first = system.spawn(
      { create: () => ({ receive: () => second.tell({ type: 'effect' }) }) },
      'first',
    );

    first.tell({ type: 'cause' });
    await world.settle();

    const [cause, effect] = recordsOf(system);
    expect(cause).toMatchObject({ to: '/user/first', type: 'cause', cause: 0, outcome: 'ok' });
    expect(cause?.from).toBeUndefined();
    expect(effect).toMatchObject({
      from: '/user/first',
      to: '/user/second',
      type: 'effect',
      cause: cause?.id,
    });
    expect(effect!.id).toBeGreaterThan(cause!.id);
  });

  it('given a paused mailbox, then the wait of its messages is told', async () => {
    const { world, system } = started();
    const ref = system.spawn<string>({ create: () => ({ receive: () => {} }) }, 'busy');
    await world.settle();
    system.pauseMailbox('/user/busy');

    ref.tell('one');
    await world.advance(250);
    ref.tell('two');
    const ages = system.snapshot().find(({ path }) => path === '/user/busy')?.oldestAgeMs;
    await world.advance(50);
    system.unpauseMailbox('/user/busy');
    await world.settle();

    expect(ages).toBe(250);
    expect(recordsOf(system).map(({ waitMs }) => waitMs)).toEqual([300, 50]);
  });

  it('given a handler that throws, then outcome and directive are recorded', async () => {
    const { world, system } = started();
    const create = (): { receive(): void } => ({
      receive: () => {
        throw new Error('a defect');
      },
    });

    system.spawn<string>({ create }, 'weak').tell('go');
    await world.settle();

    expect(recordsOf(system)).toMatchObject([{ to: '/user/weak', outcome: 'failed' }]);
    expect(recordsOf(system, 'directive')).toMatchObject([{ to: '/user/weak', type: 'restart' }]);
    expect(recordsOf(system, 'system').map(({ type, to }) => `${type} ${to}`)).toContain(
      'restart /user/weak',
    );
  });

  it('given an ask from within an actor, then its answer is recorded as caused by the one who answered', async () => {
    const { world, system } = started();
    const echo = system.spawn<string>(
      { create: (context) => ({ receive: (message) => context.reply(message) }) },
      'echo',
    );
    const asker = system.spawn<string>(
      { create: () => ({ receive: () => void system.ask(echo, 'question', { timeoutMs: 100 }) }) },
      'asker',
    );

    asker.tell('ask it');
    await world.settle();

    expect(recordsOf(system, 'answer')).toMatchObject([
      { from: '/user/echo', to: '/user/asker', type: 'string' },
    ]);
  });

  it('given work that goes on after a promise, when it is captured, then it belongs to the same cause', async () => {
    const { world, system } = started();
    const later = Promise.withResolvers<void>();
    const first = system.spawn<string>({
      create: (context) => ({
        receive: (message) => {
          if (message !== 'begin') return;
          const cause = system.recorder.capture();
          void later.promise.then(() => system.recorder.within(cause, () => context.self.tell('go on')));
        },
      }),
    });

    first.tell('begin');
    await world.settle();
    later.resolve();
    await world.settle();

    const [begin, goOn] = recordsOf(system);
    expect(goOn).toMatchObject({ from: begin?.to, cause: begin?.id });
  });

  it('given what an actor does from outside of a turn, then it is recorded as its own', async () => {
    const { world, system } = started();
    const ref = system.spawn<string>({ create: () => ({ receive: () => {} }) }, 'self');

    system.recorder.asActor('/user/self', () => ref.tell('go on'));
    await world.settle();

    expect(recordsOf(system)).toMatchObject([{ from: '/user/self', to: '/user/self', cause: 0 }]);
  });

  it('given turns that take long, then each line has the wait and the duration of its own turn', async () => {
    const { world, system } = started();
    const clock = world.node('a').clock;
    const ref = system.spawn<{ type: string }>({ create: () => ({ receive: () => {} }) });
    for (const type of ['first', 'second']) {
      ref.tell({ type });
      await world.advance(30);
    }

    const [first, second] = recordsOf(system);

    expect([first?.type, second?.type]).toEqual(['first', 'second']);
    expect(second!.handledMs - first!.handledMs).toBe(30);
    expect(clock.wallMs() - second!.handledMs).toBe(30);
  });

  it('given a topic and a failure, then both are kept, and later lines in the same place have neither', async () => {
    const { world, system } = started({ capacity: 2 });
    const receive = (message: string): void => {
      system.recorder.topic('job 1');
      if (message === 'bad') throw new Error('a defect');
    };
    const marked = system.spawn<string>({ create: () => ({ receive }) }, 'marked');
    const plain = system.spawn<string>({ create: () => ({ receive: () => {} }) }, 'plain');
    await world.settle();

    marked.tell('good');
    await world.settle();
    const before = [...system.recorder.records()].at(-1);
    plain.tell('x');
    plain.tell('y');
    await world.settle();

    expect(before).toMatchObject({ topic: 'job 1', outcome: 'ok', kind: 'message' });
    expect([...system.recorder.records()]).toMatchObject([
      { to: '/user/plain', topic: undefined, outcome: 'ok', kind: 'message' },
      { to: '/user/plain', topic: undefined, outcome: 'ok', kind: 'message' },
    ]);
  });

  it('given more messages than lines, then the last ones are kept', async () => {
    const { world, system } = started({ capacity: 4 });
    const ref = system.spawn<{ type: string }>({ create: () => ({ receive: () => {} }) });

    for (let i = 0; i < 10; i++) ref.tell({ type: `message ${i}` });
    await world.settle();

    expect([...system.recorder.records()].map(({ type }) => type)).toEqual([
      'message 6',
      'message 7',
      'message 8',
      'message 9',
    ]);
  });

  it('given capacity 0, then nothing is recorded and ages are 0', async () => {
    const { world, system } = started({ capacity: 0 });
    const ref = system.spawn<string>({ create: () => ({ receive: () => {} }) });

    ref.tell('one');
    await world.settle();

    expect([...system.recorder.records()]).toEqual([]);
    expect(system.recorder.departing(ref, 'x')).toBeUndefined();
  });
});

describe('names under numbers', () => {
  it('given more names than places, then old ones are forgotten and get new numbers', () => {
    const names = new NameRing(2);
    const a = names.numberOf('a');

    expect(names.numberOf('a')).toBe(a);
    names.numberOf('b');
    names.numberOf('c');

    expect(names.nameOf(a)).toBeUndefined();
    expect(names.numberOf('a')).not.toBe(a);
    expect(names.nameOf(0)).toBeUndefined();
  });
});
