/** Actors on two nodes: delivery, order, waiting for a peer, sizes, and garbage on the wire. */
import { describe, expect, it } from 'vitest';
import { streamError } from '../../base/index.ts';
import type { Connection } from '../../io/index.ts';
import { SimCluster, TestProbe } from '../../testing/index.ts';
import type { Props } from '../actor.ts';
import type { ActorRef } from '../actor-ref.ts';
import type { SystemEvent } from '../event-stream.ts';
import { encodeJsonFrame, encodePreamble, HEAD_BYTES } from './frames.ts';

const echo: Props<unknown> = {
  create: (context) => ({
    receive: (message) => {
      if (message === 'fail') context.replyFailure(new RangeError('refused'));
      else if (message === 'huge') context.reply(new Uint8Array(20_000));
      else if (message === 'function') context.reply(() => {});
      else context.reply(message);
    },
  }),
};

describe('actors on two nodes', () => {
  it('given a path on another node, when resolved and asked, then answers and failures come back', async () => {
    const cluster = new SimCluster();
    const [a, b] = [await cluster.start('a'), await cluster.start('b')];
    const ref = b.spawn(echo, 'echo');

    const remote = await cluster.world.complete(a.resolve(`${cluster.addressOf('b')}/user/ec*`, 1_000));

    expect([remote.address, remote.path, remote.uid]).toEqual([
      cluster.addressOf('b'),
      '/user/echo',
      ref.uid,
    ]);
    expect(await cluster.ask(a, remote, { n: 1n, bytes: new Uint8Array([1]) })).toEqual({
      n: 1n,
      bytes: new Uint8Array([1]),
    });
    await expect(cluster.ask(a, remote, 'fail')).rejects.toThrow('refused');
    const back = await cluster.ask<ActorRef>(a, remote, ref);
    expect(back.uid).toBe(ref.uid);
  });

  it('given a ref that travels there and back, then it is the local actor again, without remoting', async () => {
    const cluster = new SimCluster();
    const [a, b] = [await cluster.start('a'), await cluster.start('b')];
    const probe = new TestProbe(a, 'probe');
    b.spawn(echo, 'echo');
    const remote = a.refTo(cluster.addressOf('b'), '/user/echo', 0);

    const back = await cluster.ask<ActorRef>(a, remote, probe.ref);

    expect(back).toBe(probe.ref);
    expect(a.refTo(a.address, '/user/probe', probe.ref.uid)).toBe(probe.ref);
  });

  it('11: given 1000 numbered messages in small pieces, then they arrive in order, with their sender', async () => {
    const cluster = new SimCluster({ seed: 3, network: { chunkMaxBytes: 50 } });
    const [a, b] = [await cluster.start('a'), await cluster.start('b')];
    const [sender, probe] = [new TestProbe(a, 'sender'), new TestProbe(b, 'probe')];
    const remote = a.refTo(cluster.addressOf('b'), '/user/probe', probe.ref.uid);

    for (let i = 0; i < 1_000; i++) remote.tell(i, sender.ref);
    await cluster.world.runUntil(() => probe.messages.length === 1_000);
    probe.reply('seen');
    await cluster.world.runUntil(() => sender.messages.length === 1);

    expect(probe.messages).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
    expect(sender.messages).toEqual(['seen']);
  });

  it('61: given a peer that is not up yet, then what was told waits and arrives in order once it is', async () => {
    const cluster = new SimCluster();
    const a = await cluster.start('a');
    const remote = a.refTo(cluster.addressOf('b'), '/user/probe', 0);
    for (let i = 0; i < 10; i++) remote.tell(i);
    await cluster.world.advance(5_000);

    const b = await cluster.start('b');
    const probe = new TestProbe(b, 'probe');
    await cluster.world.advance(1_000);

    expect(probe.messages).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('61: given a peer that never comes up, then what was told is dead after the time limit, and asks at once', async () => {
    const cluster = new SimCluster();
    const a = await cluster.start('a');
    const remote = a.refTo(cluster.addressOf('b'), '/user/nobody', 0);
    remote.tell('wait for it');

    const asking = cluster.ask(a, remote, 'anybody?');
    await expect(asking).rejects.toMatchObject({ code: 'RECIPIENT_UNREACHABLE' });
    await expect(asking).rejects.toThrow('connection refused');

    expect(cluster.world.nowMs).toBeLessThan(200);
    await cluster.world.run();
    expect(a.deadLetters.counts()).toEqual({ unreachable: 2 });
    expect(cluster.world.nowMs).toBeLessThan(21_000);
  });

  it('given more messages than may wait, then the rest are dead letters with that reason', async () => {
    const cluster = new SimCluster();
    const a = await cluster.start('a', { queueCapacity: 5 });
    const remote = a.refTo(cluster.addressOf('b'), '/user/nobody', 0);

    for (let i = 0; i < 8; i++) remote.tell(i);

    expect(a.deadLetters.counts()).toEqual({ queueFull: 3 });
  });

  it('given a writer faster than the wire, then frames wait in the bounded queue until it drains', async () => {
    const cluster = new SimCluster({ network: { windowBytes: 2_000 } });
    const [a, b] = [await cluster.start('a'), await cluster.start('b')];
    const probe = new TestProbe(b, 'probe');
    const remote = a.refTo(cluster.addressOf('b'), '/user/probe', 0);

    for (let i = 0; i < 100; i++) remote.tell({ i, bytes: new Uint8Array(500) });
    await cluster.world.runUntil(() => probe.messages.length === 100);

    expect(probe.messages.map((message) => (message as { i: number }).i)).toEqual(
      Array.from({ length: 100 }, (_, i) => i),
    );
  });
});

describe('sizes and encodings', () => {
  it('57: given a message or an answer over the limit, then the asker is told both sizes and the connection lives', async () => {
    const cluster = new SimCluster();
    const limit = { frameLimitBytes: 10_000 };
    const [a, b] = [await cluster.start('a', limit), await cluster.start('b', limit)];
    b.spawn(echo, 'echo');
    const remote = a.refTo(cluster.addressOf('b'), '/user/echo', 0);
    const connections: string[] = [];
    a.eventStream.subscribe('peerConnected', (event) => connections.push(event.kind));

    const tooLarge = cluster.ask(a, remote, { kind: 'deploy', bytes: new Uint8Array(20_000) });
    await expect(tooLarge).rejects.toMatchObject({
      code: 'REMOTE_FRAME_TOO_LARGE',
      details: { what: 'the message deploy', limitBytes: 10_000 },
    });
    await expect(cluster.ask(a, remote, 'huge')).rejects.toMatchObject({ code: 'REMOTE_FRAME_TOO_LARGE' });

    expect(await cluster.ask(a, remote, 'small')).toBe('small');
    expect(connections).toHaveLength(1);
    expect(a.deadLetters.counts()).toEqual({ oversized: 1 });
  });

  it('given what cannot travel, in a message or an answer, then the asker is told and the connection lives', async () => {
    const cluster = new SimCluster();
    const [a, b] = [await cluster.start('a'), await cluster.start('b')];
    b.spawn(echo, 'echo');
    const remote = a.refTo(cluster.addressOf('b'), '/user/echo', 0);

    await expect(cluster.ask(a, remote, () => {})).rejects.toMatchObject({ code: 'REMOTE_UNENCODABLE' });
    await expect(cluster.ask(a, remote, 'function')).rejects.toMatchObject({ code: 'REMOTE_UNENCODABLE' });
    expect(await cluster.ask(a, remote, 'small')).toBe('small');
  });

  async function dial(cluster: SimCluster): Promise<{ connection: Connection; closed: () => number }> {
    const io = cluster.world.node('stranger');
    const address = cluster.networkAddressOf('b');
    const connection = await cluster.world.complete(io.network.connect(address, { timeoutMs: 1_000 }));
    let closedCount = 0;
    connection.handle({ data: () => {}, drained: () => {}, closed: () => closedCount++ });
    return { connection, closed: () => closedCount };
  }

  const hello = encodeJsonFrame('hello', {
    system: 'rivulet',
    address: 'rivulet.tcp://rivulet@127.0.0.1:7003',
    uid: 5,
    lane: 'messages',
    session: 1,
    givenUpTo: 0,
  });

  it('63: given a bad magic, an oversized length or a frame out of turn, then that connection is closed and no other', async () => {
    const cluster = new SimCluster();
    const [a, b] = [await cluster.start('a'), await cluster.start('b', { frameLimitBytes: 1_000 })];
    b.spawn(echo, 'echo');
    const remote = a.refTo(cluster.addressOf('b'), '/user/echo', 0);
    expect(await cluster.ask(a, remote, 'before')).toBe('before');
    const lost: SystemEvent[] = [];
    a.eventStream.subscribe('peerLost', (event) => lost.push(event));
    const oversized = new Uint8Array([0x7f, 0xff, 0xff, 0xff, 3]);

    for (const parts of [
      [new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n')],
      [encodePreamble(), oversized],
      [encodePreamble(), hello, encodeJsonFrame('system', { kind: 'watch' })],
      [encodePreamble(), encodeJsonFrame('heartbeat', {})],
    ]) {
      const { connection, closed } = await dial(cluster);
      for (const part of parts) connection.write(part);
      await cluster.world.runUntil(() => closed() === 1, 1_000);
    }

    expect(await cluster.ask(a, remote, 'after')).toBe('after');
    expect(lost).toEqual([]);
    // Whoever runs b is told at the usual log level what knocked, with its code.
    const warned = cluster.world.logLines.filter(({ level }) => level === 'warn');
    expect(warned.map(({ fields }) => fields['code'])).toEqual([
      'REMOTE_BAD_MAGIC',
      'REMOTE_FRAME_TOO_LARGE',
      'REMOTE_FRAME_INVALID',
      'REMOTE_FRAME_INVALID',
    ]);
  });

  it('60: given a message that cannot be decoded, then it fails alone and the connection lives', async () => {
    const cluster = new SimCluster();
    const b = await cluster.start('b');
    const probe = new TestProbe(b, 'probe');
    const { connection, closed } = await dial(cluster);
    const part = (text: string): Uint8Array => {
      const bytes = new TextEncoder().encode(text);
      return Uint8Array.from([0, 0, 0, bytes.length, ...bytes]);
    };
    const message = (header: string, payload: string): Uint8Array => {
      const body = Uint8Array.from([...part(header), ...part(payload)]);
      const frame = new Uint8Array(HEAD_BYTES + body.length);
      new DataView(frame.buffer).setUint32(0, body.length + 1);
      frame[4] = 3;
      frame.set(body, HEAD_BYTES);
      return frame;
    };
    const header = '{"to":"/user/probe","uid":0}';

    connection.write(encodePreamble());
    connection.write(hello);
    connection.write(message(header, '{"value":{"$future":1}}'));
    connection.write(message('no json', '{"value":1}'));
    connection.write(message(header, '{"value":"good"}'));
    await cluster.world.runUntil(() => probe.messages.length > 0);

    expect(probe.messages).toEqual(['good']);
    expect(b.deadLetters.counts()).toEqual({ undecodable: 2 });
    expect(closed()).toBe(0);
  });

  it('given another system name or secret, then the handshake is refused and asks fail with the reason', async () => {
    const cluster = new SimCluster();
    const a = await cluster.start('a', { secret: 'right' });
    await cluster.start('b', { secret: 'wrong' });

    const asking = cluster.ask(a, a.refTo(cluster.addressOf('b'), '/user/echo', 0), 'x');

    const refusal = { peer: cluster.addressOf('b'), reason: 'the shared secret is another one' };
    await expect(asking).rejects.toThrow(streamError('REMOTE_HANDSHAKE_REFUSED', refusal).message);
    expect(cluster.world.nowMs).toBeLessThan(200);
  });
});
