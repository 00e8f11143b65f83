/** A peer that was given up: nothing from before its loss arrives after it, and both sides find back without a restart.
 *  And nobody can speak in another's name on a connection that was greeted. */
import { describe, expect, it } from 'vitest';
import { replayable, seeds, SimCluster, TestProbe } from '../../testing/index.ts';
import type { Props } from '../actor.ts';
import type { ActorSystem } from '../actor-system.ts';
import type { SystemEvent } from '../event-stream.ts';
import { encodeJsonFrame, encodePreamble } from './frames.ts';

const echo: Props<unknown> = { create: (context) => ({ receive: (message) => context.reply(message) }) };

function losses(system: ActorSystem): SystemEvent[] {
  const lost: SystemEvent[] = [];
  system.eventStream.subscribe('peerLost', (event) => lost.push(event));
  return lost;
}

function split(cluster: SimCluster, act: 'cut' | 'heal'): void {
  cluster.world.network[act]('a', 'b');
  cluster.world.network[act]('b', 'a');
}

describe('a peer that was given up', () => {
  it('given messages that waited through the loss, then they never arrive, and later ones do', async () => {
    const cluster = new SimCluster({ network: { windowBytes: 500 } });
    const [a, b] = [await cluster.start('a'), await cluster.start('b', { giveUpAfterMs: 600_000 })];
    const [probe, target] = [new TestProbe(a, 'probe'), new TestProbe(b, 'target')];
    probe.watch(a.refTo(b.address, target.ref.path, target.ref.uid));
    const toProbe = b.refTo(a.address, '/user/probe', 0);
    toProbe.tell('before');
    await cluster.world.advance(1_000);
    const [lostAtA, lostAtB] = [losses(a), losses(b)];

    split(cluster, 'cut');
    for (let i = 0; i < 10; i++) toProbe.tell(`while cut ${i}`);
    await cluster.world.advance(30_000);
    expect([lostAtA.length, probe.deaths.length]).toEqual([1, 1]);
    split(cluster, 'heal');
    await cluster.world.advance(5_000);
    toProbe.tell('after');
    await cluster.world.advance(1_000);

    expect(probe.messages).toEqual(['before', 'after']);
    expect(lostAtB).toMatchObject([{ reason: 'it has given this process up' }]);
    expect(b.deadLetters.count('unreachable')).toBeGreaterThan(0);
    expect(lostAtA).toHaveLength(1);
  });

  it.each(seeds(10))('68: given long and short splits of seed %i, then both sides find back', (seed) =>
    replayable(import.meta.url, seed, async () => {
      const cluster = new SimCluster({ seed, scheduling: 'random' });
      const { world } = cluster;
      const random = world.node('world').random.fork('faults');
      const [a, b] = [await cluster.start('a'), await cluster.start('b')];
      const [there, back] = [b.spawn(echo, 'echo'), a.spawn(echo, 'echo')];
      const remotes = [a.refTo(b.address, there.path, there.uid), b.refTo(a.address, back.path, back.uid)];
      const probes = [new TestProbe(a), new TestProbe(b)];
      const ask = (i: number): Promise<unknown> =>
        [a, b][i]!.ask(remotes[i]!, 'x', { timeoutMs: 5_000 }).catch(() => 'failed');

      for (let round = 0; round < 8; round++) {
        probes.forEach((probe, i) => random.next() < 0.7 && probe.watch(remotes[i]!));
        if (random.next() < 0.5) void ask(random.integerBelow(2));
        const directions = [
          ['a', 'b'],
          ['b', 'a'],
        ].filter(() => random.next() < 0.7);
        world.network.delay('a', 'b', random.next() < 0.3 ? random.next() * 2_000 : 0);
        for (const [from, to] of directions) world.network.cut(from!, to!);
        await world.advance(random.integerBelow(40_000));
        for (const [from, to] of directions) world.network.heal(from!, to!);
        await world.advance(random.integerBelow(2_000));
      }
      world.network.delay('a', 'b', 0);
      await world.advance(60_000);
      // A side that had nothing to say meanwhile learns now that it was given up.
      await world.complete(Promise.all([ask(0), ask(1)]));
      await world.advance(1_000);
      const lost = [losses(a), losses(b)];

      expect(await world.complete(Promise.all([ask(0), ask(1)]))).toEqual(['x', 'x']);
      await world.advance(60_000);
      expect(lost).toEqual([[], []]);
    }),
  );
});

describe('identity', () => {
  const hello = {
    system: 'rivulet',
    address: 'rivulet.tcp://rivulet@127.0.0.1:7003',
    uid: 5,
    lane: 'control',
    session: 1,
    givenUpTo: 0,
  };

  it('given a stranger that tells of deaths or greets twice, then its connection ends and nobody believes it', async () => {
    const cluster = new SimCluster();
    const [a, b] = [await cluster.start('a'), await cluster.start('b')];
    const [probe, target] = [new TestProbe(a, 'probe'), new TestProbe(b, 'target')];
    probe.watch(a.refTo(b.address, target.ref.path, target.ref.uid));
    await cluster.world.advance(100);
    const forged = {
      kind: 'deathNotice',
      to: ['/user/probe', probe.ref.uid],
      subject: ['/user/target', target.ref.uid],
      existenceConfirmed: true,
    };

    for (const frame of [
      encodeJsonFrame('system', forged),
      encodeJsonFrame('hello', { ...hello, address: b.address }),
    ]) {
      const dialled = cluster.world
        .node('stranger')
        .network.connect(cluster.networkAddressOf('a'), { timeoutMs: 1_000 });
      const connection = await cluster.world.complete(dialled);
      let closed = false;
      connection.handle({ data: () => {}, drained: () => {}, closed: () => (closed = true) });
      for (const part of [encodePreamble(), encodeJsonFrame('hello', hello), frame]) connection.write(part);
      await cluster.world.runUntil(() => closed, 5_000);
    }
    await cluster.world.advance(1_000);

    expect(probe.deaths).toEqual([]);
    b.stop(target.ref);
    await cluster.world.advance(1_000);
    expect(probe.deaths).toEqual(['/user/target']);
  });

  it.each(['control', 'messages'])(
    'given a stranger that greets as a new incarnation of a peer on the lane of %s, then the peer stays who it is',
    async (lane) => {
      const cluster = new SimCluster();
      const [a, b] = [await cluster.start('a'), await cluster.start('b')];
      const [probe, target] = [new TestProbe(a, 'probe'), new TestProbe(b, 'target')];
      const remote = a.refTo(b.address, target.ref.path, target.ref.uid);
      probe.watch(remote);
      await cluster.world.advance(100);
      const lost = losses(a);

      const stranger = await greetedBy(cluster, { ...hello, address: b.address, lane });
      await cluster.world.runUntil(stranger.closed, 5_000);
      await cluster.world.advance(1_000);
      remote.tell('still here');
      await cluster.world.advance(100);

      expect(stranger.received()).toBe(false);
      expect([lost, probe.deaths, target.messages]).toEqual([[], [], ['still here']]);
      expect(cluster.world.logLines.map(({ message }) => message)).toContain(
        'somebody else greeted with the address of a peer',
      );
      b.stop(target.ref);
      await cluster.world.advance(1_000);
      expect(probe.deaths).toEqual(['/user/target']);
    },
  );

  it('given a stranger that greeted before the peer itself was reached, when it is, then the stranger is not heard any more', async () => {
    const cluster = new SimCluster();
    const [a, b] = [await cluster.start('a'), await cluster.start('b')];
    const target = new TestProbe(b, 'target');
    const stranger = await greetedBy(cluster, { ...hello, address: b.address });
    await cluster.world.advance(100);
    expect([stranger.received(), stranger.closed()]).toEqual([true, false]);

    a.refTo(b.address, target.ref.path, target.ref.uid).tell('for the real one');
    await cluster.world.runUntil(stranger.closed, 5_000);
    await cluster.world.advance(100);

    expect(target.messages).toEqual(['for the real one']);
  });

  it('given a stranger that greets in the name of a peer while that is cut off, then nobody believes it either', async () => {
    const cluster = new SimCluster();
    const [a, b] = [await cluster.start('a'), await cluster.start('b')];
    const [probe, target] = [new TestProbe(a, 'probe'), new TestProbe(b, 'target')];
    probe.watch(a.refTo(b.address, target.ref.path, target.ref.uid));
    await cluster.world.advance(100);
    const lost = losses(a);
    cluster.world.network.reset('a', 'b');
    split(cluster, 'cut');

    const stranger = await greetedBy(cluster, { ...hello, address: b.address });
    await cluster.world.runUntil(stranger.closed, 5_000);
    split(cluster, 'heal');
    await cluster.world.advance(3_000);

    expect([lost, probe.deaths]).toEqual([[], []]);
  });

  it('given a peer that was restarted and greets before its end was heard of, then it is believed, and the loss is told once', async () => {
    const cluster = new SimCluster();
    const a = await cluster.start('a');
    const old = new TestProbe(await cluster.start('b'), 'target');
    const probe = new TestProbe(a, 'probe');
    probe.watch(a.refTo(cluster.addressOf('b'), old.ref.path, old.ref.uid));
    await cluster.world.advance(100);
    const lost = losses(a);
    // Its end is not heard of here: only the greeting of its successor tells.
    cluster.world.network.cut('b', 'a');
    cluster.world.crash('b');
    await cluster.world.advance(100);
    cluster.world.network.heal('b', 'a');

    const b = await cluster.start('b');
    const back = b.refTo(a.address, '/user/probe', 0);
    back.tell('hello from the new one');
    await cluster.world.advance(1_000);

    expect(probe.messages).toEqual(['hello from the new one']);
    expect([probe.deaths, lost.length]).toEqual([['/user/target'], 1]);
  });

  it('given a peer that sends heartbeats and reads no answer, then its connection ends', async () => {
    const cluster = new SimCluster({ network: { windowBytes: 1_000 } });
    await cluster.start('a', { controlQueueLimitBytes: 2_000 });
    const dialled = cluster.world
      .node('stranger')
      .network.connect(cluster.networkAddressOf('a'), { timeoutMs: 1_000 });
    const connection = await cluster.world.complete(dialled);
    let closed = false;
    connection.handle({ data: () => {}, drained: () => {}, closed: () => (closed = true) });
    connection.pause();

    connection.write(encodePreamble());
    connection.write(encodeJsonFrame('hello', hello));
    for (let i = 0; i < 2_000; i++) connection.write(encodeJsonFrame('heartbeat', {}));

    await cluster.world.runUntil(() => closed, 10_000);
    expect(closed).toBe(true);
  });
});

/** Somebody who dials `a` and greets as he likes. */
async function greetedBy(
  cluster: SimCluster,
  greeting: object,
): Promise<{ closed(): boolean; received(): boolean }> {
  const { network } = cluster.world.node('stranger');
  const dialled = network.connect(cluster.networkAddressOf('a'), { timeoutMs: 1_000 });
  const connection = await cluster.world.complete(dialled);
  let closed = false;
  let frames = 0;
  connection.handle({
    data: (bytes) => void (frames += bytes.byteLength > PREAMBLE_BYTES ? 1 : 0),
    drained: () => {},
    closed: () => (closed = true),
  });
  connection.write(encodePreamble());
  connection.write(encodeJsonFrame('hello', greeting));
  return { closed: () => closed, received: () => frames > 0 };
}

const PREAMBLE_BYTES = encodePreamble().byteLength;
