/** Functions of two connected streams that see more than a value. Both sides share what the function keeps: the values
 *  come one at a time, in no order between the streams.
 *  Path: author of a job → **co-process function** → co-process-operator.ts and keyed-co-process-operator.ts.
 *  Source: Flink's CoProcessFunction and KeyedCoProcessFunction. */
import type {
  KeyedProcessContext,
  OnTimerContext,
  OpenContext,
  ProcessContext,
  StateAccess,
  ValueCollector,
} from './process-function.ts';

export type CoProcessFunction<A, B, R> = {
  open?(context: OpenContext): void;
  processElement1(value: A, context: ProcessContext, out: ValueCollector<R>): void;
  processElement2(value: B, context: ProcessContext, out: ValueCollector<R>): void;
  close?(): void;
};

/** State and timers are those of the key, whichever stream the value comes from. */
export type KeyedCoProcessFunction<K, A, B, R> = {
  open?(context: OpenContext & { readonly state: StateAccess }): void;
  processElement1(value: A, context: KeyedProcessContext<K>, out: ValueCollector<R>): void;
  processElement2(value: B, context: KeyedProcessContext<K>, out: ValueCollector<R>): void;
  onTimer?(timestamp: number, context: OnTimerContext<K>, out: ValueCollector<R>): void;
  close?(): void;
};
