/** Starting again after longer and longer pauses. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../io/sim/index.ts';
import type { ActorRef } from './actor-ref.ts';
import { ActorSystem } from './actor-system.ts';
import { backoffDelayMs } from './backoff-delay.ts';
import { type BackoffOptions, backoffSupervisor } from './backoff-supervisor.ts';

type Setting = { world: SimWorld; system: ActorSystem; ref: ActorRef<string>; startsMs: number[] };

function setting(options: Partial<BackoffOptions<string>> = {}): Setting {
  const world = new SimWorld();
  const system = ActorSystem.create({ name: 'rivulet', io: world.node('a') });
  const startsMs: number[] = [];
  const props = backoffSupervisor<string>({
    child: {
      create: (context) => ({
        preStart: () => void startsMs.push(world.nowMs),
        receive: (message) => {
          if (message === 'boom') throw new Error('boom');
          if (message === 'end') return context.stop(context.self);
          context.reply(`${message} from ${context.self.path}`);
        },
      }),
    },
    childName: 'worker',
    minMs: 100,
    maxMs: 1_000,
    randomFactor: 0,
    ...options,
  });
  return { world, system, ref: system.spawn(props, 'supervisor'), startsMs };
}

/** Lets the child fail as soon as it runs, `count` times. */
async function failAtOnce({ world, ref, startsMs }: Setting, count: number): Promise<number[]> {
  const first = startsMs.length;
  for (let i = 0; i < count; i++) {
    await world.runUntil(() => startsMs.length === first + i + (first === 0 ? 1 : 0));
    ref.tell('boom');
    await world.settle();
  }
  await world.runUntil(() => startsMs.length === first + count + (first === 0 ? 1 : 0));
  return startsMs.slice(1).map((startMs, i) => startMs - (startsMs[i] ?? 0));
}

describe('backoff supervisor', () => {
  it('case 32: given 100 to 1000 ms, then the pauses double up to the most', async () => {
    expect(await failAtOnce(setting(), 6)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it('case 32: given a child that has lived for the reset time, then it starts again from the shortest pause', async () => {
    const given = setting();
    await failAtOnce(given, 3);
    await given.world.advance(100);

    given.ref.tell('boom');
    await given.world.runUntil(() => given.startsMs.length === 5);

    expect(given.startsMs.at(-1)).toBe(100 + 200 + 400 + 100 + 100);
  });

  it('case 32: given a message while the child is away, then it is answered as told, or unreachable at once', async () => {
    const answering = setting({ replyWhileStopped: { value: 'come back later' } });
    const silent = setting();
    const letters: unknown[] = [];
    silent.system.eventStream.subscribe('deadLetter', (event) => letters.push(event));
    for (const { world, ref } of [answering, silent]) {
      ref.tell('boom');
      await world.settle();
    }
    const ask = ({ system, ref }: Setting): Promise<unknown> => system.ask(ref, 'hello', { timeoutMs: 50 });

    expect(await answering.world.complete(ask(answering))).toBe('come back later');
    await expect(silent.world.complete(ask(silent))).rejects.toMatchObject({
      code: 'RECIPIENT_UNREACHABLE',
      details: { target: 'rivulet://rivulet/user/supervisor/worker' },
    });
    expect(letters).toMatchObject([{ message: 'hello', reason: 'backingOff' }]);
    await silent.world.advance(100);
    expect(await silent.world.complete(ask(silent))).toBe('hello from /user/supervisor/worker');
  });

  it('given a child that ends in order, then its supervisor ends too, unless told to start it again', async () => {
    const ending = setting();
    const restarting = setting({ startAgainOn: 'stop' });
    for (const { world, ref } of [ending, restarting]) {
      ref.tell('end');
      await world.advance(150);
    }

    expect(ending.system.select('/user/supervisor').refs()).toEqual([]);
    expect(restarting.startsMs).toEqual([0, 100]);
  });

  it('given a number of starts, then it gives up after them', async () => {
    const given = setting({ maxStarts: 2 });
    await failAtOnce(given, 2);

    given.ref.tell('boom');
    await given.world.settle();

    expect(given.system.select('/user/supervisor').refs()).toEqual([]);
  });

  it('given a random factor, then it lengthens the pause after the cap, and the same seed gives the same pause', () => {
    const range = { minMs: 100, maxMs: 1_000, randomFactor: 0.2 };
    const delays = (): number[] => {
      const { random } = new SimWorld({ seed: 7 }).node('a');
      return Array.from({ length: 50 }, () => backoffDelayMs(range, 30, random));
    };

    expect(delays().every((delayMs) => delayMs >= 1_000 && delayMs <= 1_200)).toBe(true);
    expect(delays().some((delayMs) => delayMs > 1_050)).toBe(true);
    expect(delays()).toEqual(delays());
  });
});
