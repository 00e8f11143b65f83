/** The one event loop of a simulated world: what is due now, what comes later, and a clock that a test turns.
 *  Invariant: time moves only when nothing is runnable and every promise has settled; then it jumps to the next timer.
 *  Within one instant: `soon` before `yielded` before timers, each in order of arrival. */
import { streamError } from '../../base/index.ts';
import type { Clock, TimerHandle } from '../clock.ts';
import { settleMicrotasks } from '../node/index.ts';
import type { RunningHash } from './running-hash.ts';
import { TimerQueue } from './timer-queue.ts';

/** A fixed Sunday, so that what people read is the same in every run. */
const EPOCH_WALL_MS = 1_795_392_000_000;

export class VirtualTime implements Clock {
  readonly #timers = new TimerQueue();
  readonly #soon: (() => void)[] = [];
  readonly #yielded: (() => void)[] = [];
  readonly #hash: RunningHash;
  #nowMs = 0;
  #steps = 0;

  /** @param hash takes in every step and its time */
  constructor(hash: RunningHash) {
    this.#hash = hash;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return EPOCH_WALL_MS + this.#nowMs;
  }

  /** Callbacks run so far: two runs of one seed must agree. */
  get steps(): number {
    return this.#steps;
  }

  after(delayMs: number, run: () => void): TimerHandle {
    return this.#timers.add(this.#nowMs + Math.max(0, delayMs), run);
  }

  soon(run: () => void): void {
    this.#soon.push(run);
  }

  yielded(run: () => void): void {
    this.#yielded.push(run);
  }

  /** Runs everything that can run without time passing. */
  async settle(): Promise<void> {
    await settleMicrotasks();
    while (this.#stepAt(this.#nowMs)) await settleMicrotasks();
  }

  /** Lets `durationMs` pass, with every timer in between at its own time. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs;
    await settleMicrotasks();
    while (this.#stepAt(endMs)) await settleMicrotasks();
    this.#nowMs = endMs;
  }

  /** Runs until `done`, or until nothing is left to run. @throws StreamError SIM_LIMIT_EXCEEDED after `limitMs` */
  async runUntil(done: () => boolean, limitMs: number): Promise<void> {
    const endMs = this.#nowMs + limitMs;
    await settleMicrotasks();
    while (!done() && this.#stepAt(endMs)) await settleMicrotasks();
    if (done()) return;
    const nextMs = this.#timers.peek()?.dueMs;
    if (nextMs !== undefined)
      throw streamError('SIM_LIMIT_EXCEEDED', { limitMs, nowMs: this.#nowMs, nextMs });
  }

  /** One callback, with time moving up to `endMs` if nothing is due now. @returns false when there was none */
  #stepAt(endMs: number): boolean {
    const run = this.#soon.shift() ?? this.#yielded.shift() ?? this.#dueTimer(endMs);
    if (run === undefined) return false;
    this.#steps++;
    this.#hash.number(this.#nowMs);
    run();
    return true;
  }

  #dueTimer(endMs: number): (() => void) | undefined {
    const next = this.#timers.peek();
    if (next === undefined || next.dueMs > endMs) return undefined;
    this.#timers.shift();
    this.#nowMs = Math.max(this.#nowMs, next.dueMs);
    return next.run;
  }
}
