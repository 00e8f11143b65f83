/** Keyed timers of one actor. Starting a key replaces it; cancelling or replacing also withdraws a tick that already
 *  waits in the mailbox (each tick carries its generation). All end with a restart or stop.
 *  A periodic timer is re-armed when its tick is *processed*, so a slow actor never gathers a pile of ticks. */
import type { TimerHandle, Timers } from '../io/index.ts';
import { TimerTick } from './control-message.ts';

export type ActorTimers<M> = {
  startSingle(key: string, delayMs: number, message: M): void;
  /** Fixed delay: the next interval starts when the tick has been taken from the mailbox. */
  startPeriodic(key: string, intervalMs: number, message: M): void;
  cancel(key: string): void;
  cancelAll(): void;
  isActive(key: string): boolean;
};

type KeyedTimer<M> = {
  readonly generation: number;
  readonly message: M;
  readonly intervalMs: number | undefined;
  handle: TimerHandle;
};

export class KeyedTimers<M> implements ActorTimers<M> {
  readonly #timers: Timers;
  readonly #enqueue: (tick: TimerTick) => void;
  readonly #active = new Map<string, KeyedTimer<M>>();
  #generation = 0;

  /** @param enqueue puts a tick into the owner's own mailbox */
  constructor(timers: Timers, enqueue: (tick: TimerTick) => void) {
    this.#timers = timers;
    this.#enqueue = enqueue;
  }

  startSingle(key: string, delayMs: number, message: M): void {
    this.#start(key, delayMs, message, undefined);
  }

  startPeriodic(key: string, intervalMs: number, message: M): void {
    this.#start(key, intervalMs, message, intervalMs);
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

  /** The message of a tick that is still wanted. */
  take(tick: TimerTick): { readonly message: M } | undefined {
    const timer = this.#active.get(tick.key);
    if (timer === undefined || timer.generation !== tick.generation) return undefined;
    if (timer.intervalMs === undefined) this.#active.delete(tick.key);
    else timer.handle = this.#arm(tick.key, timer.generation, timer.intervalMs);
    return timer;
  }

  #start(key: string, delayMs: number, message: M, intervalMs: number | undefined): void {
    this.cancel(key);
    const generation = ++this.#generation;
    this.#active.set(key, { generation, message, intervalMs, handle: this.#arm(key, generation, delayMs) });
  }

  #arm(key: string, generation: number, delayMs: number): TimerHandle {
    return this.#timers.after(delayMs, () => this.#enqueue(new TimerTick(key, generation)));
  }
}
