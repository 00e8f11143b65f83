/** The processing-time timers of one task.
 *  Path: operator → `registerTimer` → **task timers** → (due) → a mail → the callback, between two records.
 *  A task thread sleeps in shared memory, where no timer of the event loop can wake it; so the earliest timer bounds
 *  that sleep (`nextAtMs`), and each turn compares the clock it has read anyway.
 *  Invariant: a timer only posts a mail; after `quiesce` none does. Source: Flink's SystemProcessingTimeService. */
import type { ProcessingTimeService, ProcessingTimeTimer } from '@rivulet/operators';
import type { Clock } from '@rivulet/runtime/io';
import { MIN_PRIORITY, type TaskMailbox } from './mailbox/index.ts';

type Timer = {
  readonly dueMs: number;
  readonly atMs: number;
  readonly callback: (atMs: number) => void;
  canceled: boolean;
};

/** A record of the very millisecond `atMs` may still come: a timer fires when that millisecond is over. */
const AFTER_THE_MILLISECOND = 1;

export class TaskTimers implements ProcessingTimeService {
  /** On the monotonic clock; Infinity without timers. */
  nextAtMs: number = Infinity;
  readonly #clock: Clock;
  readonly #mailbox: TaskMailbox;
  /** Earliest first; equal ones in the order they were registered. */
  readonly #timers: Timer[] = [];
  #quiesced = false;

  constructor(clock: Clock, mailbox: TaskMailbox) {
    this.#clock = clock;
    this.#mailbox = mailbox;
  }

  currentProcessingTimeMs(): number {
    return this.#clock.wallMs();
  }

  registerTimer(atMs: number, callback: (atMs: number) => void): ProcessingTimeTimer {
    const delayMs = Math.max(0, atMs - this.#clock.wallMs()) + AFTER_THE_MILLISECOND;
    const timer: Timer = { dueMs: this.#clock.nowMs() + delayMs, atMs, callback, canceled: false };
    if (!this.#quiesced) this.#insert(timer);
    return { cancel: () => this.#cancel(timer) };
  }

  /** Posts a mail for each timer whose time has come. Call when `nextAtMs` has. */
  postDue(nowMs: number): void {
    for (let timer = this.#timers[0]; timer !== undefined && timer.dueMs <= nowMs; timer = this.#timers[0]) {
      this.#timers.shift();
      this.#post(timer);
    }
    this.#update();
  }

  quiesce(): void {
    this.#quiesced = true;
    this.#timers.length = 0;
    this.#update();
  }

  #post(timer: Timer): void {
    const { atMs, callback } = timer;
    this.#mailbox.put({
      description: `timer at ${atMs}`,
      priority: MIN_PRIORITY,
      run: () => {
        if (!timer.canceled) callback(atMs);
      },
    });
  }

  #cancel(timer: Timer): void {
    timer.canceled = true;
    const index = this.#timers.indexOf(timer);
    if (index >= 0) this.#timers.splice(index, 1);
    this.#update();
  }

  #insert(timer: Timer): void {
    const later = this.#timers.findIndex(({ dueMs }) => dueMs > timer.dueMs);
    this.#timers.splice(later < 0 ? this.#timers.length : later, 0, timer);
    this.#update();
  }

  #update(): void {
    this.nextAtMs = this.#timers[0]?.dueMs ?? Infinity;
  }
}
