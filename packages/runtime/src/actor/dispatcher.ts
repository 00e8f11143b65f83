/** Gives actors their turns, one at a time, first come first served unless a simulation has another policy.
 *  A wake-up is a microtask (`timers.soon`): cheap, but it runs before any timer or socket. So after a budget
 *  of turns the next wake-up goes through `timers.yielded`, and timers and sockets get their chance under any
 *  flood.
 *  Invariant: an actor is in the run queue at most once; the budget spans wake-ups, or a chain of short ones
 *  would starve the rest all the same. */
import type { Timers } from '../io/index.ts';
import { readyQueue, type ReadyQueue, type SchedulingPolicy } from './scheduling/index.ts';

/** Told of turns, to read the clock then: of the first ones of each run, later of every 64th, and of the end. */
export type TurnObserver = { turnBegins(): void; turnsEnd(): void };

export type Runnable = {
  /** For a policy that picks. */
  readonly name: string;
  /** Owned by the dispatcher: whether it waits in the run queue. */
  scheduled: boolean;
  /** @returns true when there is more to do */
  runTurn(throughput: number): boolean;
};

const TURNS_PER_YIELD = 128;
/** What happens now and then is told to the turn; a flood is not slowed down by clocks. */
const TURNS_OBSERVED = 3;
const OBSERVED_EVERY = 64;

export class Dispatcher {
  readonly #timers: Timers;
  readonly #throughput: number;
  readonly #observer: TurnObserver;
  readonly #ready: ReadyQueue<Runnable>;
  readonly #pump = (): void => this.#run();
  #awake = false;
  #turnsSinceYield = 0;

  /** @param throughput user messages an actor may handle in one turn
   *  @param policy absent: first come, first served */
  constructor(timers: Timers, throughput: number, observer: TurnObserver, policy?: SchedulingPolicy) {
    this.#ready = readyQueue(policy);
    this.#timers = timers;
    this.#throughput = throughput;
    this.#observer = observer;
  }

  /** Actors waiting for a turn. */
  get readyCount(): number {
    return this.#ready.size;
  }

  /** Hot: once per message to an idle actor. */
  schedule(runnable: Runnable): void {
    if (runnable.scheduled) return;
    runnable.scheduled = true;
    this.#ready.push(runnable);
    if (!this.#awake) this.#wake();
  }

  #wake(): void {
    this.#awake = true;
    if (this.#turnsSinceYield < TURNS_PER_YIELD) return this.#timers.soon(this.#pump);
    this.#turnsSinceYield = 0;
    this.#timers.yielded(this.#pump);
  }

  #run(): void {
    for (let turn = 0; this.#turnsSinceYield < TURNS_PER_YIELD; turn++) {
      const runnable = this.#ready.shift();
      if (runnable === undefined) break;
      this.#turnsSinceYield++;
      runnable.scheduled = false;
      if (turn < TURNS_OBSERVED || turn % OBSERVED_EVERY === 0) this.#observer.turnBegins();
      if (runnable.runTurn(this.#throughput)) this.schedule(runnable);
    }
    this.#observer.turnsEnd();
    this.#awake = false;
    if (this.#ready.size > 0) this.#wake();
  }
}
