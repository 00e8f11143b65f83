/** A keyed stream cut in windows, and `window`, which leads to it.
 *  Path: keyed stream → **windowed stream** → window operator. Source: Flink's WindowedStream. */
import type { Key, KeyCount, NumericFieldOf, ReduceFunction, UserFunctions } from '../functions/index.ts';
import { addMethod } from './add-method.ts';
import { fieldParam, invalidValue, requireFunctionArgument } from './argument-checks.ts';
import { DataStream, SingleOutputStreamOperator } from './data-stream.ts';
import type { WindowAssigner } from './global-windows.ts';
import { KeyedStream } from './keyed-stream.ts';

/** One result per key and window, when the window fires. */
export class WindowedStream<T, K extends Key> {
  readonly #input: KeyedStream<T, K>;

  constructor(input: KeyedStream<T, K>) {
    this.#input = input;
  }

  /** Emits, per key, the combination of all its values. */
  reduce(fn: ReduceFunction<T>): SingleOutputStreamOperator<T> {
    requireFunctionArgument('reduce()', fn);
    return this.#aggregate({ aggregate: 'reduce' }, { fn });
  }

  /** Emits, per key, the sum: of the numbers themselves, or of one field (other fields as first seen). */
  sum(this: WindowedStream<number, K>): SingleOutputStreamOperator<T>;
  sum(field: NumericFieldOf<T>): SingleOutputStreamOperator<T>;
  sum(field?: unknown): SingleOutputStreamOperator<T> {
    return this.#aggregate({ aggregate: 'sum', field: fieldParam('sum()', field) }, {});
  }

  /** Emits, per key, how many values it had. */
  count(): SingleOutputStreamOperator<KeyCount<K>> {
    return this.#aggregate({ aggregate: 'count' }, {});
  }

  #aggregate<R>(
    params: { readonly aggregate: string; readonly field?: string | null },
    functions: UserFunctions,
  ): SingleOutputStreamOperator<R> {
    const name = `window-${params.aggregate}`;
    const keyed = { ...functions, keySelector: KeyedStream.keySelectorOf(this.#input) };
    const origin = DataStream.originOf(this.#input);
    const draft = { kind: 'window-end-of-stream', name, params, functions: keyed };
    return new SingleOutputStreamOperator(origin.recorder, origin.followedBy('operator', draft));
  }
}

declare module './keyed-stream.ts' {
  interface KeyedStream<T, K extends Key> {
    /** Collects the values of each key in windows: `GlobalWindows.withEndOfStreamTrigger()`. */
    window(assigner: WindowAssigner): WindowedStream<T, K>;
  }
}

addMethod(KeyedStream<unknown, Key>, 'window', function (assigner: WindowAssigner) {
  const given: { readonly kind?: unknown; readonly trigger?: unknown } | undefined = assigner;
  if (given?.kind !== 'global' || given.trigger !== 'end-of-stream') {
    throw invalidValue('window()', 'GlobalWindows.withEndOfStreamTrigger()', assigner);
  }
  return new WindowedStream(this);
});
