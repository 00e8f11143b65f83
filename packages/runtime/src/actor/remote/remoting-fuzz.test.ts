/** Garbage at the port: strangers that send frames which are random, mutated, cut short, too long or out of turn, and
 *  that vanish in every manner. Nothing may crash, grow, or disturb those who talk in order.
 *  A small count in the suite; by hand `RIVULET_FUZZ_FRAMES=100000 npx -y pnpm test <this file>`. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { Random } from '../../io/index.ts';
import type { LogLine } from '../../io/sim/index.ts';
import { replayable, seeds, SimCluster, TestProbe } from '../../testing/index.ts';
import type { Props } from '../actor.ts';
import type { ActorRef } from '../actor-ref.ts';
import type { SystemEvent } from '../event-stream.ts';
import { VacantRef } from '../vacant-ref.ts';
import { encodeEnvelope } from './envelope-codec.ts';
import { encodeJsonFrame, encodePreamble, HEAD_BYTES } from './frames.ts';
import type { Greeting, Lane } from './hello.ts';

const FRAMES = Number(process.env['RIVULET_FUZZ_FRAMES'] ?? 2_000);
/** A run of 100,000 frames takes longer than a test usually may. */
const TIMEOUT_MS = 600_000;
const MOST_GROWTH_BYTES = 8_388_608;

const echo: Props<unknown> = { create: (context) => ({ receive: (message) => context.reply(message) }) };

const stranger = 'rivulet.tcp://rivulet@127.0.0.1:8999';

function greeting(random: Random, lane: Lane): Greeting {
  const [uid, session] = [random.integerBelow(5), random.integerBelow(9)];
  return { system: 'rivulet', address: stranger, uid, lane, session, givenUpTo: 0 };
}

/** A frame as a peer in good order would send it, to people that exist and others; rarely one of the other lane. */
function properFrame(random: Random, lane: Lane, target: ActorRef): Uint8Array {
  const port = 9_000 + random.integerBelow(2_000);
  const outOfTurn = random.next() < 0.02;
  if (outOfTurn) return encodeJsonFrame(random.next() < 0.5 ? 'hello' : 'refused', greeting(random, lane));
  if (lane === 'messages') {
    const address = random.next() < 0.5 ? stranger : `rivulet.tcp://rivulet@127.0.0.1:${port}`;
    const sender = new VacantRef(address, '/user/nobody', random.integerBelow(3), () => {});
    const message = { text: 'x'.repeat(random.integerBelow(300)), bytes: new Uint8Array(20), ref: sender };
    return encodeEnvelope(target, message, sender, stranger, 1_000_000);
  }
  const to = [random.next() < 0.5 ? target.path : '/user/none', random.next() < 0.5 ? target.uid : 7];
  const kind = (['watch', 'watch', 'unwatch', 'heartbeat'] as const)[random.integerBelow(4)];
  if (kind === 'heartbeat') return encodeJsonFrame('heartbeat', {});
  return encodeJsonFrame('system', { kind, to, watcher: ['/user/me', port] });
}

/** Only the body is touched: the stream stays in step and the connection may live on. */
function bodyMutated(random: Random, frame: Uint8Array): Uint8Array {
  const copy = frame.slice();
  const room = copy.length - HEAD_BYTES;
  const offset = HEAD_BYTES + random.integerBelow(room);
  if (random.next() < 0.5) copy[offset] = random.integerBelow(256);
  else if (room > 8) new DataView(copy.buffer).setUint32(HEAD_BYTES, random.integerBelow(2 * room));
  return copy;
}

/** Anything may be touched, the length first. */
function mutated(random: Random, frame: Uint8Array): Uint8Array {
  const copy = frame.slice();
  const place = (): number => random.integerBelow(copy.length);
  switch (random.integerBelow(4)) {
    case 0:
      for (let i = random.integerBelow(4); i >= 0; i--) copy[place()] = random.integerBelow(256);
      return copy;
    case 1:
      return copy.subarray(0, place());
    case 2:
      new DataView(copy.buffer).setUint32(0, Math.floor(random.next() * 4_294_967_296));
      return copy;
    default:
      return copy.map(() => random.integerBelow(256));
  }
}

/** One stranger: dials, greets more or less, sends up to 40 frames and goes. @returns how many frames it sent */
async function visit(cluster: SimCluster, random: Random, target: ActorRef): Promise<number> {
  const { world } = cluster;
  const dialled = world.node('stranger').network.connect(cluster.networkAddressOf('b'), { timeoutMs: 1_000 });
  const connection = await world.complete(dialled);
  connection.handle({ data: () => {}, drained: () => {}, closed: () => {} });
  const deaf = random.next() < 0.1;
  if (deaf) connection.pause();
  connection.write(random.next() < 0.97 ? encodePreamble() : mutated(random, encodePreamble()));
  const lane = random.next() < 0.7 ? 'messages' : 'control';
  if (random.next() < 0.95) connection.write(encodeJsonFrame('hello', greeting(random, lane)));
  const frames = 1 + random.integerBelow(40);
  const wild = random.next() < 0.5;
  for (let i = 0; i < frames; i++) {
    const frame = properFrame(random, lane, target);
    if (random.next() < 0.4) connection.write(frame);
    else connection.write(wild ? mutated(random, frame) : bodyMutated(random, frame));
  }
  await world.advance(random.integerBelow(20));
  const leaving = random.next();
  if (deaf || leaving < 0.4) connection.destroy();
  else if (leaving < 0.8) connection.end();
  else world.network.reset('stranger', 'b');
  return frames;
}

describe('garbage at the port', () => {
  it.each(seeds(2))(
    `given ${FRAMES} random or mutated frames of seed %i, then nothing crashes, grows, or disturbs the others`,
    (seed) =>
      replayable(import.meta.url, seed, async () => {
        const cluster = new SimCluster({ seed });
        const { world } = cluster;
        const random = world.node('stranger').random.fork('fuzz');
        const [a, b] = [await cluster.start('a'), await cluster.start('b')];
        const target = b.spawn(echo, 'echo');
        const remote = a.refTo(b.address, target.path, target.uid);
        const probe = new TestProbe(a, 'probe');
        probe.watch(remote);
        const lost: SystemEvent[] = [];
        for (const kind of ['peerLost', 'peerConnected'] as const) {
          a.eventStream.subscribe(kind, (event) => lost.push(event));
        }
        expect(await cluster.ask(a, remote, 0)).toBe(0);
        lost.length = 0;

        const heapBytes: number[] = [];
        let sent = 0;
        let visits = 0;
        for (let part = 1; part <= 3; part++) {
          while (sent < (part * FRAMES) / 3) {
            sent += await visit(cluster, random, target);
            visits++;
            expect(await cluster.ask(a, remote, sent)).toBe(sent);
          }
          // Whoever was dialled in vain is forgotten by then.
          await world.advance(60_000);
          (world.logLines as LogLine[]).length = 0;
          heapBytes.push(usedHeapBytes());
        }

        expect(lost).toEqual([]);
        expect(probe.deaths).toEqual([]);
        expect(b.snapshot().filter(({ state }) => state !== 'running')).toEqual([]);
        expect(cluster.peersOf('b').map(({ address }) => address)).toEqual([a.address]);
        // Two nodes, two lanes, two directions.
        expect(world.network.openCount).toBe(8);
        // A good part of the garbage was good enough to be let in.
        const processed = b.snapshot().find(({ path }) => path === '/user/echo')?.processed ?? 0;
        expect(processed).toBeGreaterThan(2 * visits);
        const [, afterTwo = 0, afterThree = 0] = heapBytes;
        expect(afterThree - afterTwo).toBeLessThan(MOST_GROWTH_BYTES);
      }),
    TIMEOUT_MS,
  );
});

function usedHeapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}
