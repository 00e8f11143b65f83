/** The simulated doors: time moves only when nothing is runnable, and a seed repeats a run. */
import { describe, expect, it } from 'vitest';
import type { Connection, Listener } from '../network.ts';
import { SimWorld } from './sim-world.ts';

const address = { host: '127.0.0.1', port: 7_000 };

type Received = { bytes: number[]; closed: (Error | undefined)[]; drained: number; chunks: number };

function receiveAll(connection: Connection): Received {
  const received: Received = { bytes: [], closed: [], drained: 0, chunks: 0 };
  connection.handle({
    data: (chunk) => {
      received.chunks++;
      received.bytes.push(...chunk);
    },
    drained: () => received.drained++,
    closed: (cause) => received.closed.push(cause),
  });
  return received;
}

async function connected(world: SimWorld): Promise<{ a: Connection; b: Connection; listener: Listener }> {
  const accepted = Promise.withResolvers<Connection>();
  const listener = await world.complete(world.node('b').network.listen(address, accepted.resolve));
  const a = await world.complete(world.node('a').network.connect(address, { timeoutMs: 1_000 }));
  return { a, b: await accepted.promise, listener };
}

const counting = (length: number): Uint8Array => new Uint8Array(length).map((_, i) => i % 251);

describe('virtual time', () => {
  it('given timers and tasks, when the world runs, then time jumps and ties keep their order', async () => {
    const world = new SimWorld();
    const { timers, clock } = world.node('a');
    const seen: string[] = [];
    const note = (what: string): void => void seen.push(`${what} at ${clock.nowMs()}`);

    timers.after(20, () => note('second'));
    timers.after(20, () => note('third'));
    timers.after(10, () => note('first'));
    timers.after(15, () => note('never')).cancel();
    timers.yielded(() => note('yielded'));
    timers.soon(() => note('soon'));
    await world.run();

    expect(seen).toEqual(['soon at 0', 'yielded at 0', 'first at 10', 'second at 20', 'third at 20']);
  });

  it('given code that awaits, when a timer fires, then its promises settle before time goes on', async () => {
    const world = new SimWorld();
    const { timers, clock } = world.node('a');
    const seen: number[] = [];
    const pause = (ms: number): Promise<void> => new Promise((resolve) => timers.after(ms, resolve));

    const work = async (): Promise<void> => {
      for (const ms of [5, 7, 11]) {
        await pause(ms);
        await Promise.resolve();
        seen.push(clock.nowMs());
      }
    };
    timers.after(1_000, () => {});
    await world.complete(work());

    expect(seen).toEqual([5, 12, 23]);
    expect(world.nowMs).toBe(23);
  });

  it('given a timer that never ends, when run to the end, then SIM_LIMIT_EXCEEDED', async () => {
    const world = new SimWorld();
    const { timers } = world.node('a');
    const again = (): void => void timers.after(10, again);
    again();

    await expect(world.run(100)).rejects.toMatchObject({ code: 'SIM_LIMIT_EXCEEDED' });
  });
});

describe('seeded randomness', () => {
  it('given one seed, then ids repeat; given another, they differ; forks do not disturb each other', () => {
    const first = new SimWorld({ seed: 7 }).node('a');
    const again = new SimWorld({ seed: 7 }).node('a');
    const other = new SimWorld({ seed: 8 }).node('a');

    const id = first.ids.hex128();
    for (let i = 0; i < 10; i++) again.random.next();

    expect(again.ids.hex128()).toBe(id);
    expect(other.ids.hex128()).not.toBe(id);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('the simulated network', () => {
  it('given a stream in small pieces, when it travels, then it arrives whole, in order, in chunks of the seed', async () => {
    const world = new SimWorld({ network: { chunkMaxBytes: 100 } });
    const { a, b } = await connected(world);
    const atB = receiveAll(b);
    const atA = receiveAll(a);

    a.write(counting(3_000));
    a.write(counting(2_000));
    b.write(counting(10));
    await world.run();

    expect(atB.bytes).toEqual([...counting(3_000), ...counting(2_000)]);
    expect(atB.chunks).toBeGreaterThan(50);
    expect(atA.bytes).toEqual([...counting(10)]);
  });

  it('given a paused reader, when the window is full, then the writer waits until it is drained', async () => {
    const world = new SimWorld({ network: { windowBytes: 1_000 } });
    const { a, b } = await connected(world);
    const atA = receiveAll(a);
    const atB = receiveAll(b);
    let writtenCount = 0;
    b.pause();

    const roomLeft = a.write(counting(5_000), () => writtenCount++);
    await world.run();

    expect(roomLeft).toBe(false);
    expect(a.pendingBytes).toBeGreaterThan(3_000);
    expect([writtenCount, atA.drained, atB.bytes.length]).toEqual([0, 0, 0]);
    b.resume();
    await world.run();
    expect([writtenCount, atA.drained, atB.bytes.length, a.pendingBytes]).toEqual([1, 1, 5_000, 0]);
  });

  it('given a link that is slow for a while, then what it carries is late, in order, and the way back is not', async () => {
    const world = new SimWorld();
    const { a, b } = await connected(world);
    const [atA, atB] = [receiveAll(a), receiveAll(b)];
    world.network.delay('a', 'b', 500);

    a.write(counting(10));
    b.write(counting(10));
    await world.advance(100);
    expect([atA.bytes.length, atB.bytes.length]).toEqual([10, 0]);
    world.network.delay('a', 'b', 0);
    a.write(counting(5));
    await world.advance(300);
    expect(atB.bytes).toEqual([]);
    await world.advance(200);

    expect(atB.bytes).toEqual([...counting(10), ...counting(5)]);
  });

  it('given a dial during a cut, when it heals in time, then the dial succeeds; else it fails', async () => {
    const world = new SimWorld();
    const address = { host: '127.0.0.1', port: 7 };
    await world.node('b').network.listen(address, () => {});
    world.network.cut('a', 'b');
    const dial = (timeoutMs: number): Promise<string> =>
      world
        .node('a')
        .network.connect(address, { timeoutMs })
        .then(
          () => 'connected',
          (error: unknown) => (error as Error).message,
        );
    const [patient, hasty] = [dial(1_000), dial(100)];

    await world.advance(500);
    world.network.heal('a', 'b');
    await world.advance(10);

    expect(await patient).toBe('connected');
    expect(await hasty).toContain('no connection within 100 ms');
  });

  it('given an end that broke its connection during a cut, when the cut heals, then the other end is told', async () => {
    const world = new SimWorld();
    const { a, b } = await connected(world);
    const [, atB] = [receiveAll(a), receiveAll(b)];
    world.network.cut('a', 'b');
    a.destroy();
    await world.advance(1_000);
    expect(atB.closed).toEqual([]);

    world.network.heal('a', 'b');
    await world.advance(10);

    expect(atB.closed).toHaveLength(1);
  });

  it('given an orderly end, when both have finished, then all bytes came and each is told once', async () => {
    const world = new SimWorld();
    const { a, b } = await connected(world);
    const [atA, atB] = [receiveAll(a), receiveAll(b)];

    a.write(counting(100_000));
    a.end();
    await world.run();

    expect(atB.bytes).toHaveLength(100_000);
    expect([atA.closed, atB.closed]).toEqual([[undefined], [undefined]]);
    expect(world.network.openCount).toBe(0);
  });

  it('given a cut link, when it is healed, then bytes that waited arrive; given a reset, a suffix is lost', async () => {
    const world = new SimWorld();
    const { a, b } = await connected(world);
    const [atA, atB] = [receiveAll(a), receiveAll(b)];

    world.network.cut('a', 'b');
    a.write(counting(500));
    await world.advance(10_000);
    expect(atB.bytes).toHaveLength(0);
    world.network.heal('a', 'b');
    await world.run();
    expect(atB.bytes).toHaveLength(500);

    a.write(counting(60_000));
    await world.settle();
    world.network.reset('a', 'b');
    await world.run();
    expect(atB.bytes.length).toBeLessThan(60_500);
    expect(atB.bytes).toEqual([...counting(500), ...counting(60_000)].slice(0, atB.bytes.length));
    expect([atA.closed.length, atB.closed.length]).toEqual([1, 1]);
  });

  it('given nobody listening or a split, when connecting, then CONNECT_FAILED at once or after the timeout', async () => {
    const world = new SimWorld();
    const refused = world.node('a').network.connect(address, { timeoutMs: 1_000 });
    await expect(world.complete(refused)).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
    await world.complete(world.node('b').network.listen(address, () => {}));
    world.network.cut('b', 'a');

    const lost = world.node('a').network.connect(address, { timeoutMs: 1_000 });

    await expect(world.complete(lost)).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
    expect(world.nowMs).toBeGreaterThanOrEqual(1_000);
  });

  it('given a crash, when the node comes back, then its peers saw a reset, its timers are silent, its disk is there', async () => {
    const world = new SimWorld();
    const { a } = await connected(world);
    const atA = receiveAll(a);
    const before = world.node('b');
    const fired: string[] = [];
    before.timers.after(50, () => fired.push('old'));
    await before.storage.writeFile('/state', counting(3));
    const uid = before.ids.uid();

    world.crash('b');
    const after = world.node('b');
    after.timers.after(60, () => fired.push('new'));
    await world.run();

    expect(atA.closed).toHaveLength(1);
    expect(atA.closed[0]).toBeInstanceOf(Error);
    expect(fired).toEqual(['new']);
    expect([...(await after.storage.readFile('/state'))]).toEqual([0, 1, 2]);
    expect(after.ids.uid()).not.toBe(uid);
  });
});

describe('simulated threads', () => {
  const entry = new URL('./worker-thread-main.ts', import.meta.url);

  it('given a registered entry, when messages pass, then both ends get clones and the exit is told', async () => {
    const world = new SimWorld();
    world.registerThreadEntry(entry, (port) => {
      port.onMessage((message) => {
        if (message === 'fail') throw new Error('told to fail');
        port.post({ name: port.name, data: port.data, message });
      });
    });
    const thread = world.node('a').threads.spawn(entry, { name: 'task', data: [1] });
    const answers: unknown[] = [];
    thread.onMessage((message) => answers.push(message));

    thread.post({ hello: 'there' });
    thread.post('fail');
    const exit = await world.complete(thread.exited);

    expect(answers).toEqual([{ name: 'task', data: [1], message: { hello: 'there' } }]);
    expect(exit.error?.message).toBe('told to fail');
    expect(() => world.node('a').threads.spawn(new URL('file:///none.ts'), { name: 'x', data: 0 })).toThrow(
      expect.objectContaining({ code: 'SIM_THREAD_UNKNOWN' }),
    );
  });
});
