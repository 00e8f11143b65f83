/** The functions that see more than a value: its timestamp, the time, side outputs, and with a key, state and timers.
 *  Path: author of a job → **process function** → process-operator.ts and keyed-process-operator.ts.
 *  A function that keeps something in itself (a state it opened) is given as a maker, `() => new MyFunction()`:
 *  subtasks
 *  of one thread share the job module, and each needs its own. Source: Flink's ProcessFunction,
 *  KeyedProcessFunction. */
import type { OutputTag } from '../host/output-tag.ts';
import type { KeyedStateStore } from '../state/index.ts';

export type ValueCollector<R> = { collect(value: R): void };

export type ProcessContext = {
  /** Of the value in hand; `undefined` without event time. */
  timestamp(): number | undefined;
  currentWatermark(): number;
  /** Milliseconds since the epoch. */
  currentProcessingTime(): number;
  output<T>(tag: OutputTag<T>, value: T): void;
};

export type ProcessFunction<I, R> = {
  open?(context: OpenContext): void;
  processElement(value: I, context: ProcessContext, out: ValueCollector<R>): void;
  close?(): void;
};

export type OpenContext = { readonly subtaskIndex: number; readonly parallelism: number };

/** Timers of the current key. Setting one twice is setting it once. */
export type TimerService = {
  currentWatermark(): number;
  currentProcessingTime(): number;
  registerEventTimeTimer(time: number): void;
  registerProcessingTimeTimer(time: number): void;
  deleteEventTimeTimer(time: number): void;
  deleteProcessingTimeTimer(time: number): void;
};

/** What states can be asked for. */
export type StateAccess = Pick<
  KeyedStateStore,
  'getState' | 'getListState' | 'getMapState' | 'getReducingState' | 'getAggregatingState'
>;

export type KeyedProcessContext<K> = ProcessContext & {
  getCurrentKey(): K;
  readonly timerService: TimerService;
  readonly state: StateAccess;
};

export type OnTimerContext<K> = KeyedProcessContext<K> & { readonly timeDomain: 'event' | 'processing' };

export type KeyedProcessFunction<K, I, R> = {
  /** States may be asked for here, to keep them at hand; they are about the key that is current when used. */
  open?(context: OpenContext & { readonly state: StateAccess }): void;
  processElement(value: I, context: KeyedProcessContext<K>, out: ValueCollector<R>): void;
  onTimer?(timestamp: number, context: OnTimerContext<K>, out: ValueCollector<R>): void;
  close?(): void;
};

/** The function, or what makes one per subtask. */
export type MadePerSubtask<F> = F | (() => F);

export function makeForSubtask<F extends object>(given: MadePerSubtask<F>): F {
  return typeof given === 'function' ? given() : given;
}
