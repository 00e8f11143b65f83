/** Makes values from their index, at most so many per second over all subtasks, endless or up to a count.
 *  Subtask i makes the values i, i + parallelism, … and has its share of the rate.
 *  Invariant: after a pause (a full output) it catches up for at most one second, so a stop does not become a
 *  flood. */
import { assert } from '@rivulet/runtime/base';
import type { OperatorHost } from '../host/operator-host.ts';
import type { Source, SourceStatus } from '../host/operator.ts';
import { userFailure } from '../host/user-failure.ts';

const VALUES_PER_TURN = 512;
const CATCH_UP_MS = 1000;

export class GeneratorSource implements Source {
  wakeAtMs: number = Infinity;
  readonly #host: OperatorHost;
  readonly #make: (index: number) => unknown;
  readonly #end: number;
  /** Infinity without a limit. */
  readonly #valuesPerMs: number;
  #next: number;
  #made = 0;
  #startedMs: number | undefined;

  constructor(host: OperatorHost, limits: { ratePerSecond: number | null; count: number | null }) {
    assert(host.functions.fn !== undefined, 'a generator has a function');
    this.#host = host;
    this.#make = host.functions.fn as (index: number) => unknown;
    this.#end = limits.count ?? Infinity;
    this.#valuesPerMs = (limits.ratePerSecond ?? Infinity) / 1000 / host.parallelism;
    this.#next = host.subtaskIndex;
  }

  step(nowMs: number): SourceStatus {
    const host = this.#host;
    const allowed = Math.min(VALUES_PER_TURN, this.#allowance(nowMs));
    for (let i = 0; i < allowed; i++) {
      if (this.#next >= this.#end) return 'finished';
      if (!host.canEmit()) return 'more';
      const value = this.#makeNext();
      this.#made++;
      host.emit(value);
    }
    if (this.#next >= this.#end) return 'finished';
    return allowed > 0 ? 'more' : 'waiting';
  }

  /** How many values are due and not yet made; arranges the next wake-up when there are none. */
  #allowance(nowMs: number): number {
    if (this.#valuesPerMs === Infinity) return Infinity;
    this.#startedMs ??= nowMs;
    // The first value is due at once.
    const behindMs = nowMs - (this.#startedMs + this.#made / this.#valuesPerMs);
    if (behindMs > CATCH_UP_MS) this.#startedMs += behindMs - CATCH_UP_MS;
    if (behindMs >= 0) return Math.floor(Math.min(behindMs, CATCH_UP_MS) * this.#valuesPerMs) + 1;
    this.wakeAtMs = nowMs - behindMs;
    return 0;
  }

  #makeNext(): unknown {
    const index = this.#next;
    this.#next += this.#host.parallelism;
    const make = this.#make;
    try {
      return make(index);
    } catch (error) {
      throw userFailure(this.#host, error);
    }
  }
}
