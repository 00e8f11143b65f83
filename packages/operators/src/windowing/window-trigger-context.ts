/** What a trigger sees of its window: the time, timers and its own state, all of the window entered last.
 *  Path: window operator → `enter(window)` → trigger → **context** → timers and cells. Source:
 *  WindowOperator.Context. */
import type { OperatorHost } from '../host/operator-host.ts';
import {
  type KeyedStateBackend,
  KeyedStateStore,
  type ReducingState,
  type ReducingStateDescriptor,
  type ValueState,
  type ValueStateDescriptor,
} from '../state/index.ts';
import type { InternalTimerService } from '../time/index.ts';
import type { MergeContext } from './trigger.ts';

export class WindowTriggerContext implements MergeContext {
  readonly #host: OperatorHost;
  readonly #backend: KeyedStateBackend;
  readonly #timers: InternalTimerService;
  readonly #states: KeyedStateStore;
  #namespace = 0;
  #merged: readonly number[] = [];

  constructor(host: OperatorHost, timers: InternalTimerService) {
    this.#host = host;
    this.#backend = host.keyedState;
    this.#timers = timers;
    this.#states = new KeyedStateStore({
      backend: host.keyedState,
      scope: 'window',
      prefix: 'trigger/',
      nowMs: () => host.processingTime.currentProcessingTimeMs(),
    });
  }

  enter(namespace: number): void {
    this.#namespace = namespace;
    this.#backend.enterWindow(namespace);
  }

  /** Runs `onMerge` for the window `into`, which takes the place of those of `from`. */
  merge(into: number, from: readonly number[], onMerge: () => void): void {
    this.#merged = from;
    this.enter(into);
    onMerge();
    this.#merged = [];
  }

  currentWatermark(): number {
    return this.#host.currentWatermark;
  }

  currentProcessingTime(): number {
    return this.#host.processingTime.currentProcessingTimeMs();
  }

  registerEventTimeTimer(time: number): void {
    this.#timers.registerEventTimeTimer(this.#namespace, time);
  }

  registerProcessingTimeTimer(time: number): void {
    this.#timers.registerProcessingTimeTimer(this.#namespace, time);
  }

  deleteEventTimeTimer(time: number): void {
    this.#timers.deleteEventTimeTimer(this.#namespace, time);
  }

  deleteProcessingTimeTimer(time: number): void {
    this.#timers.deleteProcessingTimeTimer(this.#namespace, time);
  }

  getState<T>(descriptor: ValueStateDescriptor<T>): ValueState<T> {
    return this.#states.getState(descriptor);
  }

  getReducingState<T>(descriptor: ReducingStateDescriptor<T>): ReducingState<T> {
    return this.#states.getReducingState(descriptor);
  }

  mergeReducingState<T>(descriptor: ReducingStateDescriptor<T>): void {
    const state = this.#states.getReducingState(descriptor);
    for (const id of this.#merged) {
      this.#backend.enterWindow(id);
      const value = state.get();
      this.#backend.enterWindow(this.#namespace);
      if (value !== undefined) state.add(value);
    }
  }
}
