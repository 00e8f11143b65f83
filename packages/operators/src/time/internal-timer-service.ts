/** Timers of keys, in event time and in processing time, for one operator.
 *  Path: operator sets a timer → **service** → (watermark, or a mail of the task) → `onEventTime`,
 *  `onProcessingTime`, with
 *  the timer's key current. Only the earliest processing-time timer is asked for at the host.
 *  Invariant: one timer per key, namespace and time; a watermark fires all that are due, in order, before it goes on.
 *  Source: Flink's InternalTimerServiceImpl. */
import type { KeyDirectory } from '../state/index.ts';
import { TimerQueue } from './timer-queue.ts';

export type Triggerable = {
  onEventTime(time: number, namespace: number): void;
  onProcessingTime(time: number, namespace: number): void;
};

/** What the service asks of the host's processing time. */
export type ProcessingTimeSource = {
  currentProcessingTimeMs(): number;
  registerTimer(atMs: number, callback: (atMs: number) => void): { cancel(): void };
};

export type TimerEntry = {
  readonly kind: 'event' | 'processing';
  readonly key: unknown;
  readonly namespace: number;
  readonly time: number;
};

export class InternalTimerService {
  readonly #keys: KeyDirectory;
  readonly #processingTime: ProcessingTimeSource;
  readonly #target: Triggerable;
  readonly #eventTimers = new TimerQueue();
  readonly #processingTimers = new TimerQueue();
  #armed: { cancel(): void } | undefined;
  #armedFor = Infinity;

  constructor(keys: KeyDirectory, processingTime: ProcessingTimeSource, target: Triggerable) {
    this.#keys = keys;
    this.#processingTime = processingTime;
    this.#target = target;
  }

  registerEventTimeTimer(namespace: number, time: number): void {
    this.#eventTimers.add(this.#keys.currentIndex, namespace, time);
  }

  deleteEventTimeTimer(namespace: number, time: number): void {
    this.#eventTimers.remove(this.#keys.currentIndex, namespace, time);
  }

  registerProcessingTimeTimer(namespace: number, time: number): void {
    if (this.#processingTimers.add(this.#keys.currentIndex, namespace, time)) this.#arm();
  }

  deleteProcessingTimeTimer(namespace: number, time: number): void {
    this.#processingTimers.remove(this.#keys.currentIndex, namespace, time);
  }

  advanceWatermark(watermark: number): void {
    this.#eventTimers.drainUpTo(watermark, (time, keyIndex, namespace) => {
      this.#keys.currentIndex = keyIndex;
      this.#target.onEventTime(time, namespace);
    });
  }

  /** Every timer set, with its key's key group. */
  forEach(visit: (entry: TimerEntry, keyIndex: number) => void): void {
    const visitAll = (kind: TimerEntry['kind'], queue: TimerQueue): void =>
      queue.forEach((time, keyIndex, namespace) =>
        visit({ kind, key: this.#keys.values[keyIndex], namespace, time }, keyIndex),
      );
    visitAll('event', this.#eventTimers);
    visitAll('processing', this.#processingTimers);
  }

  restore({ kind, key, namespace, time }: TimerEntry): void {
    const queue = kind === 'event' ? this.#eventTimers : this.#processingTimers;
    queue.add(this.#keys.find(key), namespace, time);
    if (kind === 'processing') this.#arm();
  }

  close(): void {
    this.#armed?.cancel();
  }

  #arm(): void {
    const { nextTime } = this.#processingTimers;
    if (nextTime >= this.#armedFor) return;
    this.#armed?.cancel();
    this.#armedFor = nextTime;
    this.#armed = this.#processingTime.registerTimer(nextTime, (atMs) => this.#onProcessingTime(atMs));
  }

  #onProcessingTime(atMs: number): void {
    this.#armed = undefined;
    this.#armedFor = Infinity;
    this.#processingTimers.drainUpTo(atMs, (time, keyIndex, namespace) => {
      this.#keys.currentIndex = keyIndex;
      this.#target.onProcessingTime(time, namespace);
    });
    this.#arm();
  }
}
