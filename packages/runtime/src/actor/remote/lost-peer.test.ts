/** Peers that restart, crash, leave or fall silent: who is told, once, and what still works afterwards. */
import { describe, expect, it } from 'vitest';
import { SimCluster, TestProbe } from '../../testing/index.ts';
import type { Props } from '../actor.ts';
import type { ActorRef } from '../actor-ref.ts';
import type { ActorSystem } from '../actor-system.ts';
import type { SystemEvent } from '../event-stream.ts';
import { DEFAULT_REMOTE_SETTINGS, type RemoteSettings } from './remote-settings.ts';

const echo: Props<unknown> = { create: (context) => ({ receive: (message) => context.reply(message) }) };

describe('peers that come and go', () => {
  async function watched(
    cluster: SimCluster,
    settings: Partial<RemoteSettings> = {},
  ): Promise<{
    a: ActorSystem;
    b: ActorSystem;
    probe: TestProbe;
    remote: ActorRef;
    lost: SystemEvent[];
  }> {
    const [a, b] = [await cluster.start('a', settings), await cluster.start('b', settings)];
    b.spawn(echo, 'echo');
    const remote = await cluster.world.complete(a.resolve(`${cluster.addressOf('b')}/user/echo`, 1_000));
    const probe = new TestProbe(a, 'probe');
    probe.watch(remote);
    await cluster.world.advance(100);
    const lost: SystemEvent[] = [];
    a.eventStream.subscribe('peerLost', (event) => lost.push(event));
    return { a, b, probe, remote, lost };
  }

  it('33: given a watch across nodes, when the other stops, then one notice; watched after death, one more', async () => {
    const cluster = new SimCluster();
    const { a, b, probe, remote, lost } = await watched(cluster);

    b.stop(b.refTo(b.address, remote.path, remote.uid));
    await cluster.world.advance(100);
    expect(probe.deaths).toEqual(['/user/echo']);
    const late = new TestProbe(a);
    late.watch(remote);
    await cluster.world.advance(100);

    expect([probe.deaths.length, late.deaths.length, lost.length]).toEqual([1, 1, 0]);
  });

  it('34: given a watch across nodes that was withdrawn, when the other stops, then no notice', async () => {
    const cluster = new SimCluster();
    const { b, probe, remote } = await watched(cluster);

    probe.unwatch(remote);
    await cluster.world.advance(100);
    b.stop(b.refTo(b.address, remote.path, remote.uid));
    await cluster.world.advance(20_000);

    expect(probe.deaths).toEqual([]);
  });

  it('given an ask from another node whose temporary ref is watched, when it is over, then its watcher is told', async () => {
    const cluster = new SimCluster();
    const { a, b } = await watched(cluster);
    const [asked, watcher] = [new TestProbe(b, 'asked'), new TestProbe(b, 'watcher')];
    const target = a.refTo(b.address, asked.ref.path, asked.ref.uid);
    const asking = a.ask(target, 'x', { timeoutMs: 60_000 });
    await cluster.world.advance(100);
    watcher.watch(asked.senders[0]!);
    await cluster.world.advance(100);
    expect(watcher.deaths).toEqual([]);

    asked.reply('answer');

    expect(await cluster.world.complete(asking)).toBe('answer');
    await cluster.world.advance(100);
    expect(watcher.deaths).toEqual([asked.senders[0]!.path]);
  });

  it('65: given a connection that breaks while the other dies, then the death is told once all the same', async () => {
    const cluster = new SimCluster();
    const { b, probe, remote, lost } = await watched(cluster);

    cluster.world.network.reset('a', 'b');
    b.stop(b.refTo(b.address, remote.path, remote.uid));
    await cluster.world.advance(5_000);

    expect(probe.deaths).toEqual(['/user/echo']);
    expect(lost).toEqual([]);
  });

  it('62: given a peer restarted at the same address, then old refs are dead, watches fire and the new one answers', async () => {
    const cluster = new SimCluster();
    const { a, probe, remote, lost } = await watched(cluster);

    cluster.world.crash('b');
    const b = await cluster.start('b');
    b.spawn(echo, 'echo');
    await cluster.world.advance(1_000);

    expect(probe.deaths).toEqual(['/user/echo']);
    expect(lost).toHaveLength(1);
    await expect(cluster.ask(a, remote, 'x')).rejects.toMatchObject({ code: 'RECIPIENT_UNREACHABLE' });
    const fresh = await cluster.world.complete(a.resolve(`${cluster.addressOf('b')}/user/echo`, 1_000));
    expect(fresh.uid).not.toBe(remote.uid);
    expect(await cluster.ask(a, fresh, 'hello')).toBe('hello');
  });

  it('given an answer meant for an ask of an earlier incarnation, then no ask of the new one takes it', async () => {
    const cluster = new SimCluster();
    const [a, b] = [await cluster.start('a'), await cluster.start('b')];
    const slow = new TestProbe(b, 'slow');
    const target = cluster.addressOf('b');
    a.ask(a.refTo(target, '/user/slow', 0), 'old', { timeoutMs: 60_000 }).catch(() => undefined);
    await cluster.world.advance(100);

    cluster.world.crash('a');
    const fresh = await cluster.start('a');
    const asking = fresh.ask(fresh.refTo(target, '/user/slow', 0), 'new', { timeoutMs: 60_000 });
    await cluster.world.advance(1_000);
    slow.senders[0]?.tell('answer to old');
    await cluster.world.advance(1_000);
    slow.senders[1]?.tell('answer to new');

    expect(slow.messages).toEqual(['old', 'new']);
    expect(await cluster.world.complete(asking)).toBe('answer to new');
  });

  it('given a peer that crashes for good, then it is lost once, soon, and asks under way fail', async () => {
    const cluster = new SimCluster();
    const { a, b, probe, remote, lost } = await watched(cluster);
    const silent = new TestProbe(b, 'silent');
    const asking = a.ask(a.refTo(remote.address, silent.ref.path, 0), 'x', { timeoutMs: 60_000 });
    const failure = asking.catch((error: unknown) => error);
    await cluster.world.advance(100);

    cluster.world.crash('b');
    await cluster.world.advance(1_000);

    expect(await failure).toMatchObject({ code: 'RECIPIENT_UNREACHABLE' });
    expect(probe.deaths).toEqual(['/user/echo']);
    expect(lost).toHaveLength(1);
  });

  it('given a peer that shuts down in order, then it is lost at once and its last words arrive', async () => {
    const cluster = new SimCluster();
    const { a, b, probe, remote, lost } = await watched(cluster);
    const answer = a.ask(remote, 'last words', { timeoutMs: 1_000 });
    await cluster.world.advance(10);

    await cluster.world.complete(b.terminate());
    await cluster.world.advance(50);

    expect(await answer).toBe('last words');
    expect(probe.deaths).toEqual(['/user/echo']);
    expect(lost).toHaveLength(1);
  });

  it('68: given a split shorter than the limit, then nothing is lost; given a longer one, then the peer is lost once', async () => {
    const cluster = new SimCluster();
    const { a, probe, remote, lost } = await watched(cluster);
    const split = (act: 'cut' | 'heal'): void => {
      cluster.world.network[act]('a', 'b');
      cluster.world.network[act]('b', 'a');
    };

    split('cut');
    const asking = a.ask(remote, 'through it', { timeoutMs: 60_000 });
    await cluster.world.advance(8_000);
    split('heal');
    expect(await cluster.world.complete(asking)).toBe('through it');
    await cluster.world.advance(20_000);
    expect([probe.deaths.length, lost.length]).toEqual([0, 0]);

    split('cut');
    await cluster.world.advance(60_000);
    split('heal');
    await cluster.world.advance(60_000);

    expect([probe.deaths.length, lost.length]).toEqual([1, 1]);
    expect(await cluster.ask(a, remote, 'again')).toBe('again');
  });

  it('66: given a message that keeps its connection busy past the limit, then heartbeats pass it', async () => {
    const narrow = { latencyMinMs: 50, latencyMaxMs: 100, windowBytes: 8_192 };
    const cluster = new SimCluster({ network: narrow });
    const { a, b, probe, lost } = await watched(cluster);
    const sink = new TestProbe(b, 'sink');
    const remote = a.refTo(cluster.addressOf('b'), sink.ref.path, 0);
    const sentMs = cluster.world.nowMs;

    remote.tell(new Uint8Array(4_194_304));
    await cluster.world.runUntil(() => sink.messages.length === 1);

    expect(cluster.world.nowMs - sentMs).toBeGreaterThan(2 * DEFAULT_REMOTE_SETTINGS.lostAfterSilenceMs);
    expect([probe.deaths.length, lost.length]).toEqual([0, 0]);
  });

  it('given one seed, then two runs of the same story take the same steps', async () => {
    const run = async (): Promise<[number, unknown]> => {
      const cluster = new SimCluster({ seed: 11 });
      const { a, b, remote } = await watched(cluster);
      for (let i = 0; i < 20; i++) await cluster.ask(a, remote, i);
      await cluster.world.complete(b.terminate());
      await cluster.world.advance(5_000);
      return [cluster.world.steps, a.snapshot()];
    };

    expect(await run()).toEqual(await run());
  });
});
