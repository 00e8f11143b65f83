/** Keyed timers of one actor. Starting a key replaces it; cancelling or replacing also withdraws a tick
 *  that already waits in the mailbox (each tick carries its generation). All end with a restart or stop.
 *  Invariant: at most one tick per key waits in the mailbox, however slow the actor is. A timer with a
 *  fixed delay forgets what it missed meanwhile; one with a fixed rate owes it and catches up, one tick
 *  after the other. */
import { assert } from '../base/index.ts';
import type { Clock, Io, TimerHandle, Timers } from '../io/index.ts';
import { TimerTick } from './control-message.ts';
import { describeMessage } from './describe-message.ts';

export type ActorTimers<M> = {
  startSingle(key: string, delayMs: number, message: M): void;
  /** Fixed delay: the next interval starts when the tick has been taken from the mailbox. */
  startPeriodic(key: string, intervalMs: number, message: M): void;
  /** Fixed rate: as many ticks as intervals have passed since the start, the late ones one after the other. */
  startFixedRate(key: string, intervalMs: number, message: M): void;
  cancel(key: string): void;
  cancelAll(): void;
  isActive(key: string): boolean;
};

export type TimerInspection = {
  readonly key: string;
  readonly type: string;
  readonly dueInMs: number;
  readonly periodic: boolean;
};

type Rhythm = 'once' | 'fixedDelay' | 'fixedRate';

type KeyedTimer<M> = {
  readonly generation: number;
  readonly message: M;
  readonly intervalMs: number;
  readonly rhythm: Rhythm;
  /** When the armed timer is due. */
  dueMs: number;
  /** Ticks that came due and have not been taken. */
  owed: number;
  handle: TimerHandle;
};

export class KeyedTimers<M> implements ActorTimers<M> {
  readonly #timers: Timers;
  readonly #clock: Clock;
  readonly #enqueue: (tick: TimerTick) => void;
  readonly #active = new Map<string, KeyedTimer<M>>();
  #generation = 0;

  /** @param enqueue puts a tick into the owner's own mailbox */
  constructor({ timers, clock }: Pick<Io, 'timers' | 'clock'>, enqueue: (tick: TimerTick) => void) {
    this.#timers = timers;
    this.#clock = clock;
    this.#enqueue = enqueue;
  }

  startSingle(key: string, delayMs: number, message: M): void {
    this.#start(key, delayMs, message, 'once');
  }

  startPeriodic(key: string, intervalMs: number, message: M): void {
    this.#start(key, intervalMs, message, 'fixedDelay');
  }

  startFixedRate(key: string, intervalMs: number, message: M): void {
    assert(intervalMs > 0, 'a fixed rate has an interval');
    this.#start(key, intervalMs, message, 'fixedRate');
  }

  cancel(key: string): void {
    this.#active.get(key)?.handle.cancel();
    this.#active.delete(key);
  }

  cancelAll(): void {
    for (const timer of this.#active.values()) timer.handle.cancel();
    this.#active.clear();
  }

  isActive(key: string): boolean {
    return this.#active.has(key);
  }

  /** Those that are running, in the order in which they were started. */
  list(): readonly TimerInspection[] {
    const nowMs = this.#clock.nowMs();
    return [...this.#active].map(([key, { message, dueMs, rhythm }]) => ({
      key,
      type: describeMessage(message),
      dueInMs: Math.max(0, dueMs - nowMs),
      periodic: rhythm !== 'once',
    }));
  }

  /** The message of a tick that is still wanted. */
  take(tick: TimerTick): { readonly message: M } | undefined {
    const timer = this.#active.get(tick.key);
    if (timer === undefined || timer.generation !== tick.generation) return undefined;
    timer.owed--;
    if (timer.rhythm === 'once') this.#active.delete(tick.key);
    else if (timer.rhythm === 'fixedDelay') this.#arm(tick.key, timer, timer.intervalMs);
    else if (timer.owed > 0) this.#enqueue(tick);
    return timer;
  }

  #start(key: string, intervalMs: number, message: M, rhythm: Rhythm): void {
    this.cancel(key);
    const generation = ++this.#generation;
    const dueMs = this.#clock.nowMs() + intervalMs;
    const timer = { generation, message, intervalMs, rhythm, dueMs, owed: 0, handle: NEVER_ARMED };
    this.#active.set(key, timer);
    this.#arm(key, timer, intervalMs);
  }

  #arm(key: string, timer: KeyedTimer<M>, delayMs: number): void {
    timer.handle = this.#timers.after(delayMs, () => this.#due(key, timer));
  }

  #due(key: string, timer: KeyedTimer<M>): void {
    timer.owed++;
    if (timer.rhythm === 'fixedRate') {
      timer.dueMs += timer.intervalMs;
      this.#arm(key, timer, Math.max(0, timer.dueMs - this.#clock.nowMs()));
    }
    if (timer.owed === 1) this.#enqueue(new TimerTick(key, timer.generation));
  }
}

const NEVER_ARMED: TimerHandle = { cancel: () => {} };
