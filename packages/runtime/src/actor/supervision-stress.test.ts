/** A tree of actors under a storm of failures, from a seed: every directive, failing hooks, stops and watches.
 *  Whatever happened, suspensions must balance, nobody handles mail while held back, every death is told once, and
 *  every message is either handled or a dead letter. Idea: Akka's supervisor hierarchy stress test. */
import { describe, expect, it } from 'vitest';
import type { Random } from '../io/index.ts';
import { SimWorld } from '../io/sim/index.ts';
import { replayable, seeds } from '../testing/index.ts';
import type { Actor, ActorContext, Props } from './actor.ts';
import type { ActorRef } from './actor-ref.ts';
import { refKey } from './actor-ref.ts';
import { ActorSystem } from './actor-system.ts';
import type { Directive } from './supervision.ts';

type Order = { readonly kind: 'ping' | 'throw' | 'stopChild' | 'stopSelf' | 'forward'; readonly id: number };

const directives: readonly Directive[] = ['resume', 'restart', 'restart', 'stop', 'escalate'];
const DEPTH = 3;
const BREADTH = 3;

class Storm {
  readonly world: SimWorld;
  readonly random: Random;
  readonly system: ActorSystem;
  readonly violations: string[] = [];
  readonly watched = new Map<string, string>();
  readonly told = new Map<string, number>();
  sent = 0;
  handled = 0;
  calm = false;

  constructor(seed: number) {
    this.world = new SimWorld({ seed });
    const io = this.world.node('a');
    this.random = io.random.fork('storm');
    this.system = ActorSystem.create({ name: 'rivulet', io, supervisor: { decide: () => 'restart' } });
  }

  chance(probability: number): boolean {
    return !this.calm && this.random.next() < probability;
  }

  tell(ref: ActorRef<Order>, kind: Order['kind']): void {
    this.sent++;
    ref.tell({ kind, id: this.sent });
  }

  props(depth: number): Props<Order> {
    return {
      create: (context) => new Stormy(this, context, depth),
      supervisor: { decide: () => pick(this.random, directives) ?? 'stop' },
    };
  }
}

class Stormy implements Actor<Order> {
  readonly #storm: Storm;
  readonly #context: ActorContext<Order>;
  readonly #depth: number;
  #over = false;

  constructor(storm: Storm, context: ActorContext<Order>, depth: number) {
    this.#storm = storm;
    this.#context = context;
    this.#depth = depth;
    if (storm.chance(0.02)) throw new Error('constructor');
  }

  preStart(): void {
    while (this.#depth < DEPTH && this.#context.children.length < BREADTH) {
      this.#spawn();
      if (this.#storm.chance(0.02)) throw new Error('preStart');
    }
  }

  receive(order: Order): void {
    const storm = this.#storm;
    storm.handled++;
    const own = storm.system.snapshot().find(({ uid }) => uid === this.#context.self.uid);
    if (own?.state !== 'running' || this.#over) storm.violations.push(`handled mail while ${own?.state}`);
    if (order.kind === 'throw') throw new Error(`order ${order.id}`);
    if (order.kind === 'stopSelf') return this.#context.stop(this.#context.self);
    const child = this.#someChild();
    if (child === undefined) return;
    if (order.kind === 'stopChild') this.#context.stop(child);
    else if (order.kind === 'forward') storm.tell(child, storm.chance(0.3) ? 'throw' : 'ping');
  }

  preRestart(): void {
    this.#over = true;
    if (this.#storm.chance(0.1)) throw new Error('preRestart');
    for (const child of this.#context.children) {
      if (!this.#storm.chance(0.5)) continue;
      this.#context.unwatch(child);
      this.#storm.watched.delete(`${this.#context.self.uid} ${refKey(child)}`);
      this.#context.stop(child);
    }
  }

  postRestart(): void {
    if (this.#storm.chance(0.3)) this.#spawn();
    if (this.#storm.chance(0.2)) throw new Error('postRestart');
  }

  postStop(): void {
    this.#over = true;
    for (const child of this.#context.children) {
      this.#storm.violations.push(`stopped before ${child.path}`);
    }
    if (this.#storm.chance(0.1)) throw new Error('postStop');
  }

  actorTerminated(ref: ActorRef): void {
    const key = `${this.#context.self.uid} ${refKey(ref)}`;
    this.#storm.told.set(key, (this.#storm.told.get(key) ?? 0) + 1);
    this.#spawn();
  }

  #spawn(): void {
    const child = this.#context.spawn(this.#storm.props(this.#depth + 1));
    this.#storm.watched.set(`${this.#context.self.uid} ${refKey(child)}`, child.path);
    this.#context.watch(child);
  }

  #someChild(): ActorRef<Order> | undefined {
    return pick<ActorRef<Order>>(this.#storm.random, this.#context.children);
  }
}

const kinds: readonly Order['kind'][] = [
  'ping',
  'ping',
  'forward',
  'forward',
  'throw',
  'stopChild',
  'stopSelf',
];

async function weather(seed: number, rounds: number): Promise<Storm> {
  const storm = new Storm(seed);
  const { system, random, world } = storm;
  for (let round = 0; round < rounds; round++) {
    const paths = system.snapshot().filter(({ path }) => path.startsWith('/user/'));
    const roots = paths.filter(({ path }) => path.split('/').length === 3).length;
    for (let i = roots; i < BREADTH; i++) system.spawn(storm.props(0));
    for (let burst = random.integerBelow(12); burst > 0 && paths.length > 0; burst--) {
      const { path = '', uid = 0 } = paths[random.integerBelow(paths.length)] ?? {};
      storm.tell(system.refTo(system.address, path, uid), pick(random, kinds) ?? 'ping');
    }
    await world.settle();
  }
  storm.calm = true;
  await world.settle();
  return storm;
}

function pick<T>(random: Random, items: readonly T[]): T | undefined {
  return items[random.integerBelow(items.length)];
}

describe('supervision under a storm', () => {
  it.each(seeds(8))('given the storm of seed %i, then afterwards all invariants hold', (seed) =>
    replayable(import.meta.url, seed, async () => {
      const storm = await weather(seed, 400);

      const living = storm.system.snapshot();
      expect(storm.handled).toBeGreaterThan(1_000);
      expect(storm.violations).toEqual([]);
      expect(living.filter(({ state }) => state !== 'running')).toEqual([]);
      expect(living.filter(({ mailboxDepth, systemDepth }) => mailboxDepth + systemDepth > 0)).toEqual([]);
      expect([...storm.told.values()].filter((count) => count !== 1)).toEqual([]);
      expect(storm.handled + storm.system.deadLetters.total).toBe(storm.sent);
      const alive = new Set(living.map(({ uid }) => uid));
      const untold = [...storm.watched].filter(([key, path]) => {
        const watcherUid = Number(key.split(' ')[0]);
        const childUid = Number(key.slice(key.lastIndexOf('#') + 1));
        return alive.has(watcherUid) && !alive.has(childUid) && !storm.told.has(key) && path !== '';
      });
      expect(untold).toEqual([]);
    }),
  );

  it('given one seed, then two storms are the same', async () => {
    const [first, second] = [await weather(99, 100), await weather(99, 100)];

    expect(first.world.steps).toBe(second.world.steps);
    expect(first.system.snapshot()).toEqual(second.system.snapshot());
  });
});
