/** 500 actors, six children each, under seeded work: pings, stashing, stops, and failures in `receive`, in constructors
 *  and in every hook, each treated by a random directive or passed up a random number of levels, in a random order of
 *  turns. Whatever happened: nobody handles mail between its failure and the decision, everybody is let go as often as
 *  held, the tree grows whole again, and no message is lost: sent = handled + queued + stashed + dead letters.
 *  By hand: RIVULET_WORK_ITEMS=500000. Idea: Pekko's supervisor hierarchy stress test, with seeds. */
import { describe, expect, it } from 'vitest';
import type { Logger, Random } from '../io/index.ts';
import { SimWorld } from '../io/sim/index.ts';
import { replayable, seeds } from '../testing/index.ts';
import type { Actor, ActorContext, Props } from './actor.ts';
import type { ActorRef } from './actor-ref.ts';
import { ActorSystem } from './actor-system.ts';
import { ControlMessage, Kill } from './control-message.ts';
import { RandomScheduling } from './scheduling/index.ts';
import type { Directive, SupervisorStrategy } from './supervision.ts';

const ACTORS = 500;
const BREADTH = 6;
const WORK_ITEMS = Number(process.env['RIVULET_WORK_ITEMS'] ?? 500);
const BURST = 100;
const TIMEOUT_MS = Math.max(30_000, WORK_ITEMS * 2);

type Work = { readonly kind: 'ping' | 'forward' | 'stash' | 'unstash' | 'fail' | 'stopChild' | 'stopSelf' };

const workload: readonly Work['kind'][] = [
  ...new Array<'ping'>(8).fill('ping'),
  ...new Array<'forward'>(4).fill('forward'),
  'stash',
  'stash',
  'unstash',
  'fail',
  'fail',
  'stopChild',
  'stopSelf',
];
const decisions: readonly Directive[] = ['resume', 'restart', 'restart', 'stop'];

/** Says how it wants to be treated, and after how many levels. */
class Injected extends Error {
  readonly directive: Directive;
  levels: number;

  constructor(where: string, directive: Directive, levels: number) {
    super(where);
    this.directive = directive;
    this.levels = levels;
  }
}

const nothing = (): void => {};
const SILENCE: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => SILENCE,
};

class Hierarchy {
  readonly world: SimWorld;
  readonly random: Random;
  readonly system: ActorSystem;
  readonly violations: string[] = [];
  /** Those that have failed and about which nobody has decided yet, by path. */
  readonly undecided = new Set<string>();
  readonly failedIn = new Map<string, number>();
  readonly root: ActorRef<Work>;
  sent = 0;
  handled = 0;
  calm = false;

  constructor(seed: number) {
    this.world = new SimWorld({ seed });
    const io = this.world.node('a');
    this.random = io.random.fork('work');
    this.system = ActorSystem.create({
      name: 'rivulet',
      // Millions of failures are no reading matter, and the simulated log would keep them all.
      io: { ...io, log: SILENCE },
      supervisor: { ...this.#strategy(), decide: (_cause, child) => this.#decided(child, 'restart') },
      scheduling: new RandomScheduling(io.random.fork('turns')),
    });
    this.root = this.system.spawn(this.props(ACTORS), 'root');
  }

  chance(probability: number): boolean {
    return !this.calm && this.random.next() < probability;
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[this.random.integerBelow(items.length)];
  }

  tell(ref: ActorRef<Work>, kind: Work['kind']): void {
    this.sent++;
    ref.tell({ kind });
  }

  /** Throws, perhaps. */
  maybeFail(where: string, probability: number): void {
    if (!this.chance(probability)) return;
    this.failedIn.set(where, (this.failedIn.get(where) ?? 0) + 1);
    throw this.failure(where);
  }

  failure(where: string): Injected {
    const levels = this.random.next() < 0.3 ? this.random.integerBelow(4) : 0;
    return new Injected(where, this.pick(decisions) ?? 'stop', levels);
  }

  /** @param size actors in the subtree, its root included */
  props(size: number): Props<Work> {
    return {
      create: (context) => new Node(this, context, size),
      supervisor: this.#strategy(),
      stash: { capacity: 50 },
    };
  }

  /** Work that waits in mailboxes and stashes. */
  waiting(): number {
    let count = 0;
    for (const { parts } of this.system.cells()) {
      count += parts.stash.length;
      for (let i = 0; i < parts.mailbox.size; i++) {
        if (!(parts.mailbox.peek(i)?.message instanceof ControlMessage)) count++;
      }
    }
    return count;
  }

  #strategy(): SupervisorStrategy {
    return {
      decide: (cause, child) => {
        const { cause: inner = cause } = cause as { cause?: unknown };
        if (!(inner instanceof Injected)) return this.#decided(child, 'stop');
        if (inner.levels-- > 0) return this.#decided(child, 'escalate');
        return this.#decided(child, inner.directive);
      },
      scope: this.random.next() < 0.2 ? 'allChildren' : 'failedChild',
    };
  }

  #decided(child: ActorRef, directive: Directive): Directive {
    // Who passes a failure on stays held back together with those below, until somebody above decides.
    if (directive !== 'escalate') {
      for (const path of this.undecided) {
        if (path === child.path || path.startsWith(`${child.path}/`)) this.undecided.delete(path);
      }
    }
    return directive;
  }
}

class Node implements Actor<Work> {
  readonly #hierarchy: Hierarchy;
  readonly #context: ActorContext<Work>;
  readonly #sizes: readonly number[];
  #over = false;

  constructor(hierarchy: Hierarchy, context: ActorContext<Work>, size: number) {
    this.#hierarchy = hierarchy;
    this.#context = context;
    this.#sizes = subtrees(size - 1);
    hierarchy.maybeFail('constructor', 0.02);
  }

  preStart(): void {
    this.#complete();
    this.#hierarchy.maybeFail('preStart', 0.01);
  }

  receive({ kind }: Work): void {
    const hierarchy = this.#hierarchy;
    const { path } = this.#context.self;
    if (this.#over) hierarchy.violations.push(`${path} handles mail after its end`);
    if (hierarchy.undecided.has(path)) hierarchy.violations.push(`${path} handles mail while it has failed`);
    if (kind === 'stash' && !hierarchy.calm && this.#context.stashSize < 50) return this.#context.stash();
    hierarchy.handled++;
    if (kind === 'unstash') return this.#context.unstashAll();
    if (kind === 'fail') return this.#fail();
    // Nobody would start the root again.
    if (kind === 'stopSelf' && path !== '/user/root') return this.#context.stop(this.#context.self);
    const child = hierarchy.pick<ActorRef>(this.#context.children);
    if (child === undefined) return;
    if (kind === 'forward') hierarchy.tell(child, hierarchy.pick(workload) ?? 'ping');
    if (kind === 'stopChild') this.#stop(child);
  }

  preRestart(): void {
    this.#over = true;
    for (const child of this.#context.children) {
      this.#hierarchy.maybeFail('preRestart', 0.01);
      if (this.#hierarchy.chance(0.3)) this.#context.stop(child);
    }
  }

  postRestart(): void {
    this.#complete();
    this.#hierarchy.maybeFail('postRestart', 0.05);
  }

  postStop(): void {
    this.#over = true;
    this.#hierarchy.undecided.delete(this.#context.self.path);
    if (this.#context.children.length > 0) {
      this.#hierarchy.violations.push(`${this.#context.self.path} ended before its children`);
    }
    this.#hierarchy.maybeFail('postStop', 0.05);
  }

  actorTerminated(): void {
    this.#complete();
  }

  #fail(): void {
    this.#hierarchy.undecided.add(this.#context.self.path);
    throw this.#hierarchy.failure('receive');
  }

  #stop(child: ActorRef): void {
    if (this.#hierarchy.chance(0.5)) this.#context.stop(child);
    else child.tell(new Kill());
  }

  /** Spawns the children that are missing. */
  #complete(): void {
    const { children, self } = this.#context;
    const present = new Set(children.map(({ path }) => path));
    this.#sizes.forEach((size, i) => {
      if (present.has(`${self.path}/${i}`)) return;
      this.#context.watch(this.#context.spawn(this.#hierarchy.props(size), String(i)));
    });
  }
}

/** Shares `count` actors among at most six children. */
function subtrees(count: number): readonly number[] {
  const share = Math.floor(count / BREADTH);
  const sizes = Array.from({ length: BREADTH }, (_, i) => share + (i < count % BREADTH ? 1 : 0));
  return sizes.filter((size) => size > 0);
}

async function work(seed: number): Promise<Hierarchy> {
  const hierarchy = new Hierarchy(seed);
  const { world, system } = hierarchy;
  await world.settle();
  for (let done = 0; done < WORK_ITEMS; done += BURST) {
    const refs = system.select('/user/root').refs();
    const targets = system.cells().map(({ ref }) => ref as ActorRef<Work>);
    const nodes = targets.filter(({ path }) => path.startsWith('/user/root'));
    if (refs.length === 0) hierarchy.violations.push('the root is gone');
    for (let i = 0; i < BURST && nodes.length > 0; i++) {
      const target = hierarchy.pick(nodes);
      if (target !== undefined) hierarchy.tell(target, hierarchy.pick(workload) ?? 'ping');
    }
    const { sent, handled } = hierarchy;
    expect(handled + hierarchy.waiting() + system.deadLetters.total, 'in the middle').toBe(sent);
    await world.settle();
  }
  hierarchy.calm = true;
  await world.settle();
  return hierarchy;
}

describe('hierarchy of 500 actors', () => {
  it.each(seeds(20))(
    'given the work of seed %i, then nothing is lost and everybody goes on',
    async (seed) => {
      await replayable(import.meta.url, seed, async () => {
        const hierarchy = await work(seed);
        const { system } = hierarchy;

        const nodes = system.snapshot().filter(({ path }) => path.startsWith('/user/root'));
        expect(hierarchy.violations).toEqual([]);
        expect(nodes.filter(({ state }) => state !== 'running')).toEqual([]);
        expect(nodes).toHaveLength(ACTORS);
        expect(hierarchy.handled + hierarchy.waiting() + system.deadLetters.total).toBe(hierarchy.sent);
        expect(hierarchy.sent).toBeGreaterThanOrEqual(WORK_ITEMS);
        expect([...hierarchy.failedIn.keys()].toSorted()).toEqual([
          'constructor',
          'postRestart',
          'postStop',
          'preRestart',
          'preStart',
        ]);
      });
    },
    TIMEOUT_MS,
  );
});
